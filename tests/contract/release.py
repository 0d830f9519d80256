"""The last release, as git keeps it."""

import ast
import subprocess
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path


class NoRelease(LookupError):
    """There is nothing to compare with: no release yet, its tags were not fetched, or this is no clone."""


@dataclass(frozen=True)
class Release:
    root: Path
    tag: str

    def text(self, path: str) -> str:
        return git(self.root, "show", f"{self.tag}:{path}")

    def texts_at(self, path: str) -> list[str]:
        """The one text there, or none."""
        return [self.text(path)] if git(self.root, "ls-tree", "--name-only", self.tag, "--", path) else []

    def differs(self, *paths: str) -> bool:
        """Tells whether a path differs from the release; words of a program (docstrings, comments) do not count."""
        changed = git(self.root, "diff", "--name-only", self.tag, "--", *paths).splitlines()
        return any(self._code_differs(each) for each in changed)

    def _code_differs(self, path: str) -> bool:
        now, before = self.root / path, self.texts_at(path)
        if not (path.endswith(".py") and before and now.exists()):
            return True
        return _code(before[0]) != _code(now.read_text("utf-8"))

    def texts(self, folder: str) -> dict[str, str]:
        """Content by file name. One process gives them all: there are a hundred."""
        with self._archive(folder) as archive:
            return {each.name: _text(archive, each) for each in archive if each.isfile()}

    def unpack(self, folder: str, to: Path) -> None:
        with self._archive(folder) as archive:
            archive.extractall(to, filter="data")

    def _archive(self, folder: str) -> tarfile.TarFile:
        command = "git", "archive", "--format=tar", f"{self.tag}:{folder}"
        packed = subprocess.run(command, cwd=self.root, capture_output=True, check=True).stdout
        return tarfile.open(fileobj=BytesIO(packed))


def _code(text: str) -> str:
    """Returns the syntax tree of a program without the texts that stand for themselves."""
    tree = ast.parse(text)
    for each in ast.walk(tree):
        if isinstance(body := getattr(each, "body", None), list):
            each.body = [some for some in body if not _is_text(some)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _text(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = archive.extractfile(member)
    assert content is not None
    return content.read().decode("utf-8")


def last_release(root: Path) -> Release:
    """Returns the last release up to now, which may be this commit. Raises as `release_of` does."""
    return release_of(root, "")


def release_of(root: Path, version: str) -> Release:
    """Returns a release; of an empty version, the last one.

    Raises `NoRelease`. A folder that only lies in the repository of something else is no clone of ours.
    """
    try:
        if Path(git(root, "rev-parse", "--show-toplevel").strip()) != root.resolve():
            raise NoRelease(f"{root} is not the top of a git repository")
        return Release(root, _tag(root, version) or _commit(root, version))
    except FileNotFoundError:
        raise NoRelease("git is not installed") from None
    except subprocess.CalledProcessError as failed:
        raise NoRelease(failed.stderr.strip()) from None


def _tag(root: Path, version: str) -> str:
    tags = git(root, "tag", "--list", f"v{version or '*'}", "--merged", "HEAD", "--sort=-creatordate").split()
    return tags[0] if tags else ""


def _commit(root: Path, version: str) -> str:
    """Returns the release commit of a clone without tags: the last one with a release subject."""
    subject = f"^Release v{version.replace('.', '[.]')}$" if version else "^Release v[0-9]"
    found = git(root, "log", "-1", "--format=%h", "--extended-regexp", f"--grep={subject}").strip()
    if not found:
        raise NoRelease("no tag v*, and no commit that begins with “Release v”")
    return found


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout
