"""The `pve` command: answers `--version` before anything heavy is imported, then hands over to the CLI."""

import os
import sys


def main() -> None:
    """Run `pve`; the exit code is 0 good, 1 findings, 2 wrong use or unreadable input, 3 could not write."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)  # also while modules are still being imported: Ctrl-C wants no traceback
    except BrokenPipeError:
        _silence_output()  # the reader (`pve list | head`) has enough
        sys.exit(1)
    except OSError as problem:
        if problem.filename is not None:
            raise  # not the output but a file: that should have been told where it was opened
        _silence_output()
        sys.stderr.write(f"pve: the output could not be written: {problem.strerror}\n")
        sys.exit(3)


def _run() -> None:
    if sys.argv[1:] == ["--version"]:
        from pve_gen import __version__

        print(f"pve {__version__}", flush=True)
        return
    import gc

    from pve_gen.cli import run

    # A catalogue is many values and no cycles: to look for these after every 700 takes a fifth of the time of a run.
    gc.set_threshold(100_000, 50, 100)
    run()


def _silence_output() -> None:
    """So that what is left to flush at the end cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
