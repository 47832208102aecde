# group: deny
# expect: *=failed
# correct: a report stays small
# %%
raise ValueError('0' + 'y' * 3000)
# %%
raise ValueError('1' + 'y' * 3000)
# %%
raise ValueError('2' + 'y' * 3000)
# %%
raise ValueError('3' + 'y' * 3000)
# %%
raise ValueError('4' + 'y' * 3000)
# %%
raise ValueError('5' + 'y' * 3000)
# %%
raise ValueError('6' + 'y' * 3000)
# %%
raise ValueError('7' + 'y' * 3000)
# %%
raise ValueError('8' + 'y' * 3000)
# %%
raise ValueError('9' + 'y' * 3000)
# %%
raise ValueError('10' + 'y' * 3000)
# %%
raise ValueError('11' + 'y' * 3000)
# %%
raise ValueError('12' + 'y' * 3000)
# %%
raise ValueError('13' + 'y' * 3000)
# %%
raise ValueError('14' + 'y' * 3000)
# %%
raise ValueError('15' + 'y' * 3000)
# %%
raise ValueError('16' + 'y' * 3000)
# %%
raise ValueError('17' + 'y' * 3000)
# %%
raise ValueError('18' + 'y' * 3000)
# %%
raise ValueError('19' + 'y' * 3000)
# %%
raise ValueError('20' + 'y' * 3000)
# %%
raise ValueError('21' + 'y' * 3000)
# %%
raise ValueError('22' + 'y' * 3000)
# %%
raise ValueError('23' + 'y' * 3000)
# %%
raise ValueError('24' + 'y' * 3000)
# %%
raise ValueError('25' + 'y' * 3000)
# %%
raise ValueError('26' + 'y' * 3000)
# %%
raise ValueError('27' + 'y' * 3000)
# %%
raise ValueError('28' + 'y' * 3000)
# %%
raise ValueError('29' + 'y' * 3000)
# %%
raise ValueError('30' + 'y' * 3000)
# %%
raise ValueError('31' + 'y' * 3000)
# %%
raise ValueError('32' + 'y' * 3000)
# %%
raise ValueError('33' + 'y' * 3000)
# %%
raise ValueError('34' + 'y' * 3000)
# %%
raise ValueError('35' + 'y' * 3000)
# %%
raise ValueError('36' + 'y' * 3000)
# %%
raise ValueError('37' + 'y' * 3000)
# %%
raise ValueError('38' + 'y' * 3000)
# %%
raise ValueError('39' + 'y' * 3000)
# %%
raise ValueError('40' + 'y' * 3000)
# %%
raise ValueError('41' + 'y' * 3000)
# %%
raise ValueError('42' + 'y' * 3000)
# %%
raise ValueError('43' + 'y' * 3000)
# %%
raise ValueError('44' + 'y' * 3000)
# %%
raise ValueError('45' + 'y' * 3000)
# %%
raise ValueError('46' + 'y' * 3000)
# %%
raise ValueError('47' + 'y' * 3000)
# %%
raise ValueError('48' + 'y' * 3000)
# %%
raise ValueError('49' + 'y' * 3000)
# %%
raise ValueError('50' + 'y' * 3000)
# %%
raise ValueError('51' + 'y' * 3000)
# %%
raise ValueError('52' + 'y' * 3000)
# %%
raise ValueError('53' + 'y' * 3000)
# %%
raise ValueError('54' + 'y' * 3000)
# %%
raise ValueError('55' + 'y' * 3000)
# %%
raise ValueError('56' + 'y' * 3000)
# %%
raise ValueError('57' + 'y' * 3000)
# %%
raise ValueError('58' + 'y' * 3000)
# %%
raise ValueError('59' + 'y' * 3000)
