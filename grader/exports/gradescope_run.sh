#!/usr/bin/env bash
# Run for each hand-in, as root. AUTOGRADER_ROOT is for tests.
set -u
root=${AUTOGRADER_ROOT:-/autograder}
results=$root/results
export PATH=${PATH:-/usr/bin:/bin} PYTHONDONTWRITEBYTECODE=1
cd / || exit 3
mkdir -p "$results"

# What student code may not see, before any of it runs.
for path in source results submission_metadata.json run_autograder; do
  [ ! -e "$root/$path" ] || chmod o= "$root/$path"
done

# First the words for the case that nothing comes after them: whatever ends this script, either a
# whole grade is there or these are.
cat >"$results/.first" <<'JSON' && mv -f "$results/.first" "$results/results.json"
@NOT_GRADED@JSON

timeout --kill-after=15 @LIMIT_S@ \
  "$root/grader/venv/bin/python" -I -m grader.cli.gradescope_run "$root" </dev/null
code=$?
if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
  echo "not graded: it took longer than @LIMIT_S@ s"
fi
[ "$code" -eq 0 ] || exit 3
