"""Starts the example: `python3 run.py [port]`. What Python lacks for it goes into .venv."""

import contextlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDED = ("fastapi", "httpx", "uvicorn")
# Where the hub delivers the levels of the microphone unless it is told otherwise.
DEFAULT_PORT = 5173


def main() -> int:
    if not all(importlib.util.find_spec(name) for name in NEEDED):
        return subprocess.call([python_with_all(), __file__, *sys.argv[1:]])
    import uvicorn

    port = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PORT
    uvicorn.run("main:app", app_dir=str(HERE), port=port, access_log=False)
    return 0


def python_with_all() -> str:
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")]
    subprocess.check_call([str(python), *install])
    return str(python)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
