"""Rendering: pages through layouts. A school's own layouts come first, file by file; content is never a template."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword
from pathlib import Path

import rjsmin  # type: ignore[import-untyped]  # it has no types
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from markupsafe import escape

from planfolio.findings import Refusal, say
from planfolio.pages import Page
from planfolio.project import standard_layouts
from planfolio.reads import Asked, answer


class LayoutError(Refusal):
    """A layout that does not work: which file, which line (where one is known), and what is wrong with it."""

    def __init__(self, layout: str, line: int | None, problem: str) -> None:
        place = f"{layout}:{line}" if line else layout
        super().__init__(say("布局文件 {place}：{problem}", "layout {place}: {problem}", place=place, problem=problem))
        self.layout = layout
        self.line = line
        self.problem = problem


_INTERNAL = ('content="noindex', 'class="internal"')
_UNMARKED = (
    "内部版本的每一页都要写明，这里没有用到 site.internal，请照自带的 base.html 补上"
    " · every page of an internal build says so; take over from the standard base.html what site.internal does"
)
_NOT_TEXT = "不是 UTF-8，请在编辑器里另存为 UTF-8 · it is not UTF-8: save it again and choose UTF-8 as its encoding"
_CIRCLE = (
    "绕了一圈又用到自己；要改自带的同名布局，请整份复制再改"
    " · it comes back to itself; to change a standard layout of the same name, copy the whole of it"
)
_SAID = re.compile(r"""\bsay\(("[^"\\\n]*"), ("[^"\\\n]*")\)""")


class _Loader(FileSystemLoader):
    """Layouts with their own words settled in one language: a page has a hundred of them, and a call takes its time. As they are
    written where no language is given."""

    def __init__(self, folders: Sequence[Path], language: str | None = None) -> None:
        super().__init__(folders)
        self._words = {"zh": r"\1", "en": r"\2", None: r"\g<0>"}[language]

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, path, is_current = super().get_source(environment, template)
        except UnicodeDecodeError:  # the first that there is: the folders are searched in order
            folder = next(Path(one) for one in self.searchpath if (Path(one) / template).is_file())
            raise LayoutError(f"{folder.name}/{template}", None, _NOT_TEXT) from None
        return _SAID.sub(self._words, source), path, is_current


_MARKS = re.compile("[&<>\"']")


def escaped(value: object) -> str:
    """`value` as HTML has it. Most texts have nothing to escape: telling that takes a third of the time of making markup
    of them, and a page has a thousand."""
    if type(value) is str and not _MARKS.search(value):  # markup is a text too, but of a type of its own
        return value
    return escape(value)


def separated(values: Iterable[object], comma: str) -> Iterator[tuple[str, object]]:
    """Each value with what stands before it: nothing, and a comma from the second on. Half the time of asking `loop.last`."""
    before = ""
    for value in values:
        yield before, value
        before = comma


class _Compiler(CodeGenerator):
    """Compiles layouts in haste: they escape by `escaped`, call without looking for what wants the context, give what a block has
    in one piece, and take every name behind a dot for an attribute that is there."""

    def visit_Template(  # noqa: N802  # Jinja2 names it so
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import {escaped.__name__} as escape")

    def blockvisit(self, body: Iterable[nodes.Node], frame: Frame) -> None:
        body = list(body)
        is_whole = (frame.block_frame or frame.rootlevel) and frame.buffer is None and not self.extends_so_far
        # An include without context is given at once, before what waits to be given in one piece.
        if not is_whole or not all(one.with_context for one in nodes.Scope(body).find_all(nodes.Include)):
            super().blockvisit(body, frame)
            return
        self.buffer(frame)
        super().blockvisit(body, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Call(  # noqa: N802  # Jinja2 names it so
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(")(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # Jinja2 names it so
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


_LANGUAGES = ("zh", "en")
_SPEAKERS: Mapping[str, Callable[[str, str], str]] = {"zh": lambda zh, en: zh, "en": lambda zh, en: en}
"""What layouts use for their own words: `say("目录", "Contents")`."""


class _Hasty(Environment):
    """Jinja2 as pages need it nearly always. A name that is no attribute, but the key of a mapping or nothing at all, ends it
    with AttributeError."""

    code_generator_class = _Compiler


_NAMED = re.compile(r"""{%[-+]?\s*(?:extends|include|import|from)\s+(?:"([^"]+)"|'([^']+)')""")
_ANY = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b")


class _Compiled(BytecodeCache):
    """Layouts as they are compiled, by what tells each from others. What was compiled of another text is not taken."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.held:
            bucket.bytecode_from_string(self.held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key] = bucket.bytecode_to_string()


class Renderer(Asked):
    """Renders pages with the layouts in `layout_folders`; each layout is compiled once."""

    def __init__(self, layout_folders: Iterable[Path]) -> None:
        self.folders = tuple(layout_folders)
        self._compiled = _Compiled()
        self._hasty = {language: self._environment(_Hasty, language) for language in _LANGUAGES}
        self._careful = {language: self._environment(Environment, language) for language in _LANGUAGES}

    @answer
    def layouts(self) -> dict[str, str]:
        """What stands in each layout and in those that it uses, as a hash by its name."""
        environment, loader = self._careful["zh"], _Loader(self.folders)
        names = environment.list_templates(extensions=["html"])
        sources = {name: loader.get_source(environment, name)[0] for name in names}
        used = {name: "\0".join(sources[one] for one in _used(sources, name)) for name in names}
        return {name: hashlib.sha256(whole.encode()).hexdigest() for name, whole in used.items()}

    def _environment(self, kind: type[Environment], language: str) -> Environment:
        environment = kind(
            loader=_Loader(self.folders, language),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=self._compiled if kind is _Hasty else None,
        )
        environment.globals["zip"] = zip
        environment.filters["separated"] = separated
        return environment

    def prepare(self, language: str) -> LayoutError | None:
        """Compile the layouts, so that processes that are copied from this one need not. The first that cannot be compiled is
        returned; a page that needs it raises it."""
        environment = self._hasty["en" if language.startswith("en") else "zh"]
        broken: LayoutError | None = None
        for name in environment.list_templates(extensions=["html"]):
            try:
                environment.get_template(name)
            except TemplateError as error:
                broken = broken or self._explained(error, name)
            except LayoutError as error:
                broken = broken or error
        return broken

    def compiled(self, language: str) -> Mapping[str, bytes]:
        """The layouts as they are compiled, for another process to `learn`."""
        self.prepare(language)
        return self._compiled.held

    def learn(self, compiled: Mapping[str, bytes]) -> None:
        """Take layouts that another process compiled."""
        self._compiled.held.update(compiled)

    def render(self, page: Page) -> bytes:
        """The page's HTML in UTF-8. Raises LayoutError where a layout is broken, or leaves an internal page unmarked."""
        try:
            html = self._html(page)
            site = page.context.get("site")  # pages made for a test have none
            if site is not None and site.internal and not all(mark in html for mark in _INTERNAL):
                raise LayoutError(self._shown("base.html"), None, _UNMARKED)
            return html.encode()
        except LayoutError:
            raise
        except Exception as error:
            raise self._explained(error, page.layout) from error

    def _html(self, page: Page) -> str:
        language = "en" if page.language.startswith("en") else "zh"
        values = {**page.context, "page": page, "root": page.root, "say": _SPEAKERS[language]}
        try:
            return self._hasty[language].get_template(page.layout).render(values)
        except AttributeError:  # with care it is right, or the error says what is missing
            return self._careful[language].get_template(page.layout).render(values)

    def _explained(self, error: Exception, name: str) -> LayoutError:
        if isinstance(error, TemplateSyntaxError):
            return LayoutError(self._shown(error.filename or error.name or name), error.lineno, error.message or "")
        if isinstance(error, TemplateNotFound):
            layout, line = self._place(error) or (self._shown(name), None)
            return LayoutError(layout, line, f"there is no layout {error.name} · 没有这个布局文件")
        place = self._place(error)
        if place is None and not isinstance(error, TemplateError):
            raise error
        layout, line = place or (self._shown(name), None)
        if isinstance(error, RecursionError):
            return LayoutError(layout, line, _CIRCLE)
        return LayoutError(
            layout, line, f"{error}" if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        )

    def _place(self, error: Exception) -> tuple[str, int | None] | None:
        """The innermost line of a layout on the way to the error."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if any(Path(frame.filename).is_relative_to(folder) for folder in self.folders):
                return self._shown(frame.filename), frame.lineno
        return None

    def _shown(self, file: str) -> str:
        """A layout's path from the folder that holds `layouts`; of a bare name, the file that was found."""
        for folder in self.folders:
            if Path(file).is_relative_to(folder):
                return f"{folder.name}/{Path(file).relative_to(folder).as_posix()}"
            if (folder / file).is_file():
                return f"{folder.name}/{file}"
        return file


def _used(sources: Mapping[str, str], name: str) -> list[str]:
    """The layouts that a layout uses, itself among them; all of them where one of these is named by what a page says."""
    found, waiting = {name}, [name]
    while waiting:
        source = sources[waiting.pop()]
        named = {one or other for one, other in _NAMED.findall(source)} & sources.keys()
        if len(_NAMED.findall(source)) < len(_ANY.findall(source)):
            return sorted(sources)
        waiting += named - found
        found |= named
    return sorted(found)


def accent_style(colour: str) -> bytes:
    """The style file that sets a site's own accent, after the tokens."""
    return f"@layer tokens {{\n  :root {{ --brand: {colour}; }}\n}}\n".encode()


def assets(layout_folders: Iterable[Path]) -> dict[str, bytes]:
    """Style, script and whatever else lies in `assets/` of the layouts, by path below it; a school's own files win.

    Style sheets and the standard scripts are without comments and blanks, but for `/*! … */`. A school's own scripts
    stay as they are: rjsmin takes blanks out of `=> / "/` and of a template inside a template.
    """
    found: dict[str, bytes] = {}
    for folder in reversed(tuple(layout_folders)):
        base = folder / "assets"
        for file in sorted(base.rglob("*")) if base.is_dir() else ():
            name = file.relative_to(base).as_posix()
            if file.is_file() and not file.is_symlink() and not any(step.startswith(".") for step in name.split("/")):
                content = file.read_bytes()
                if file.suffix == ".css":
                    content = _STYLE_BLANKS.sub(_kept_style, content)
                elif file.suffix == ".js" and folder == standard_layouts():
                    content = rjsmin.jsmin(content, keep_bang_comments=True)
                found[name] = content
    return dict(sorted(found.items()))


# A blank can matter anywhere but beside these marks: `.a :is(b)` is not `.a:is(b)`, and `calc(1px + 2px)` needs its own.
_BLANK = rb"(?:\s|/\*(?!!)(?:[^*]|\*(?!/))*\*/)"
_STYLE_BLANKS = re.compile(
    rb"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|/\*!(?:[^*]|\*(?!/))*\*/)|%b*([{};,])%b*|%b+""" % ((_BLANK,) * 3),
    re.DOTALL,
)


def _kept_style(found: re.Match[bytes]) -> bytes:
    return found[1] or found[2] or b" "
