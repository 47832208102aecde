#!/usr/bin/env bash
# Run once, as root, when Gradescope builds the image: a Python of the version with which the
# package was made, and the grader in an environment of its own. AUTOGRADER_ROOT is for tests.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
source=$root/source
home=$root/grader  # not below /root, through which the users of student code may not go
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 DEBIAN_FRONTEND=noninteractive

mkdir -p "$home"
chmod 755 "$home"
python=$(command -v python@PYTHON@ || true)
if [ -z "$python" ] || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  # The image's own Python is older. uv fetches one for us; all else is left to pip.
  python3 -m pip install --quiet --target "$home/uv" uv
  export UV_PYTHON_INSTALL_DIR=$home/python
  "$home/uv/bin/uv" python install @PYTHON@
  python=$("$home/uv/bin/uv" python find --managed-python @PYTHON@)
fi
# One more wall around student code, where the image has it and the machine lets it.
command -v bwrap >/dev/null || apt-get install -y -qq bubblewrap || true

"$python" -m venv --clear "$home/venv"
"$home/venv/bin/python" -m pip install --quiet --constraint "$source/constraints.txt" \
  "$source"/grader-*.whl
chmod -R o= "$source"

# For whoever reads the log of the build: what this machine promises. Every run finds out anew.
"$home/venv/bin/grader" doctor || true
