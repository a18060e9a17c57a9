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
        return run_in_venv()
    import uvicorn

    port = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PORT
    uvicorn.run("main:app", app_dir=str(HERE), port=port, access_log=False)
    return 0


def run_in_venv() -> int:
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print(f"Installing what lacks of {', '.join(NEEDED)} into {folder} ...", file=sys.stderr, flush=True)
    try:
        install(folder, python)
    except subprocess.CalledProcessError:
        advice = "Look whether pip reaches its index (on Debian, whether python3-venv is installed)"
        print(f"It could not be installed. {advice}, delete {folder.name}, and start this again.", file=sys.stderr)
        return 1
    return subprocess.call([python, __file__, *sys.argv[1:]])


def install(folder: Path, python: Path) -> None:
    if not python.exists():
        venv.create(folder, with_pip=True)
    # By itself pip tries for minutes where there is no network.
    patience = ("--retries", "1", "--timeout", "10", "--disable-pip-version-check")
    requirements = HERE / "requirements.txt"
    subprocess.check_call([python, "-m", "pip", "install", "--quiet", *patience, "-r", requirements])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
