"""The `pve` command: answers `--version` before anything heavy is imported, then hands over to the CLI."""

import contextlib
import os
import sys


def main() -> None:
    """Run `pve`; the exit code is 0 good, 1 findings, 2 wrong use or unreadable input, 3 could not write, 130 Ctrl-C."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)  # also while modules are still being imported: Ctrl-C wants no traceback
    except BrokenPipeError:
        _silence_output()  # the reader (`pve list | head`) has enough
        sys.exit(1)
    except OSError as problem:
        if problem.filename is not None:  # a file of which nothing better can be told
            _complain(f"{os.fsdecode(problem.filename)}: {problem.strerror}")
            sys.exit(2)
        _silence_output()
        _complain(f"the output could not be written: {problem.strerror}")
        sys.exit(3)


def _run() -> None:
    if sys.argv[1:] == ["--version"]:
        from pve_gen import __version__

        print(f"pve {__version__}", flush=True)
        return
    import gc

    _without_openssl()
    # A catalogue is many values and no cycles: to look for these after every 700 takes a fifth of the time of a run.
    gc.set_threshold(2_000_000, 50, 100)
    from pve_gen.cli import run

    try:
        run()
    finally:
        gc.freeze()  # nor does Python need to look for them when it ends


def _without_openssl() -> None:
    """Python's own hashes do: OpenSSL, which `hashlib` would load for them, takes 3.4 MB and 7 million instructions of every run.

    Where Python was built without its own, as some systems do, OpenSSL is what there is.
    """
    newer = sys.version_info >= (3, 12)
    try:
        for own in ("_md5", "_sha1", "_sha3", "_blake2", *(("_sha2",) if newer else ("_sha256", "_sha512"))):
            __import__(own)
    except ImportError:
        return
    sys.modules.setdefault("_hashlib", None)  # type: ignore[arg-type]  # how `import` is told that there is none; hashlib expects that


def _complain(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"pve: {text}\n")


def _silence_output() -> None:
    """So that what is left to flush at the end cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
