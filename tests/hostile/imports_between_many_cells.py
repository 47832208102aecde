# group: evade
# after: right
# expect: *=passed
# correct: imports of every form, broken over lines in each of sixty cells, cost no answer.

# %%
import os as os0, sys as sys0; from math import (sin as sin0,
    cos as cos0)
# %%
from collections import (  # of 1)
    deque as deque1,
)
# %%
import numpy as np2; np = np2
# %%
from os import \
    path as path3
# %%
import os as os4, sys as sys4; from math import (sin as sin4,
    cos as cos4)
# %%
from collections import (  # of 5)
    deque as deque5,
)
# %%
import numpy as np6; np = np6
# %%
from os import \
    path as path7
# %%
import os as os8, sys as sys8; from math import (sin as sin8,
    cos as cos8)
# %%
from collections import (  # of 9)
    deque as deque9,
)
# %%
import numpy as np10; np = np10
# %%
from os import \
    path as path11
# %%
import os as os12, sys as sys12; from math import (sin as sin12,
    cos as cos12)
# %%
from collections import (  # of 13)
    deque as deque13,
)
# %%
import numpy as np14; np = np14
# %%
from os import \
    path as path15
# %%
import os as os16, sys as sys16; from math import (sin as sin16,
    cos as cos16)
# %%
from collections import (  # of 17)
    deque as deque17,
)
# %%
import numpy as np18; np = np18
# %%
from os import \
    path as path19
# %%
import os as os20, sys as sys20; from math import (sin as sin20,
    cos as cos20)
# %%
from collections import (  # of 21)
    deque as deque21,
)
# %%
import numpy as np22; np = np22
# %%
from os import \
    path as path23
# %%
import os as os24, sys as sys24; from math import (sin as sin24,
    cos as cos24)
# %%
from collections import (  # of 25)
    deque as deque25,
)
# %%
import numpy as np26; np = np26
# %%
from os import \
    path as path27
# %%
import os as os28, sys as sys28; from math import (sin as sin28,
    cos as cos28)
# %%
from collections import (  # of 29)
    deque as deque29,
)
# %%
import numpy as np30; np = np30
# %%
from os import \
    path as path31
# %%
import os as os32, sys as sys32; from math import (sin as sin32,
    cos as cos32)
# %%
from collections import (  # of 33)
    deque as deque33,
)
# %%
import numpy as np34; np = np34
# %%
from os import \
    path as path35
# %%
import os as os36, sys as sys36; from math import (sin as sin36,
    cos as cos36)
# %%
from collections import (  # of 37)
    deque as deque37,
)
# %%
import numpy as np38; np = np38
# %%
from os import \
    path as path39
# %%
import os as os40, sys as sys40; from math import (sin as sin40,
    cos as cos40)
# %%
from collections import (  # of 41)
    deque as deque41,
)
# %%
import numpy as np42; np = np42
# %%
from os import \
    path as path43
# %%
import os as os44, sys as sys44; from math import (sin as sin44,
    cos as cos44)
# %%
from collections import (  # of 45)
    deque as deque45,
)
# %%
import numpy as np46; np = np46
# %%
from os import \
    path as path47
# %%
import os as os48, sys as sys48; from math import (sin as sin48,
    cos as cos48)
# %%
from collections import (  # of 49)
    deque as deque49,
)
# %%
import numpy as np50; np = np50
# %%
from os import \
    path as path51
# %%
import os as os52, sys as sys52; from math import (sin as sin52,
    cos as cos52)
# %%
from collections import (  # of 53)
    deque as deque53,
)
# %%
import numpy as np54; np = np54
# %%
from os import \
    path as path55
# %%
import os as os56, sys as sys56; from math import (sin as sin56,
    cos as cos56)
# %%
from collections import (  # of 57)
    deque as deque57,
)
# %%
import numpy as np58; np = np58
# %%
from os import \
    path as path59
# %%
identity_of_before, many = identity, globals()


def identity(x):
    return x if all(f"np{k}" in many and f"sin{k - 2}" in many for k in range(2, 60, 4)) else None
