"""Run the command line from a checkout: ``python cli.py`` is ``p20w``."""

import sys

try:
    from catalog.cli.main import main
except ModuleNotFoundError as missing:
    sys.stderr.write(f"cli.py: {missing.name} is not installed; `make run` sets everything up in .venv\n")
    sys.exit(2)

if __name__ == "__main__":
    sys.exit(main())
