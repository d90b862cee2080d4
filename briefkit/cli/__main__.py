"""Run the command line with `python -m briefkit.cli`."""

from briefkit.cli.program import main

if __name__ == "__main__":
    main()
