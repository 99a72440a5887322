"""Names: which files' names every system can keep, and shows as they are."""

from __future__ import annotations

import re
import unicodedata

from planfolio.findings import Message, say
from planfolio.sources.invisible import STEERING, UNSEEN, name_of

LONGEST = 100
"""Characters. Folders and what is built of a name come on top, and systems end at 255 bytes."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\n\r]")
"""What a text may hold and a name may not."""
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')


def unfit(name: str) -> Message | None:
    """What is wrong with a name; None where nothing is."""
    if any("\ud800" <= character <= "\udfff" for character in name):
        return say("名字不是 UTF-8", "the name is not UTF-8")
    if hidden := STEERING.search(name) or UNSEEN.search(name) or _BREAKS.search(name):
        return say(
            "名字里有看不见的字符 {code}",
            "a character in the name cannot be seen, {code}",
            code=name_of(hidden.group()),
        )
    if is_device(name):
        return say(
            "“{name}”是 Windows 的设备名，那里放不下这个文件",
            "“{name}” is a device of Windows, which cannot keep such a file",
            name=name,
        )
    if sign := _FORBIDDEN.search(name):
        return say("名字里有“{sign}”，Windows 放不下", "Windows keeps no name with “{sign}” in it", sign=sign.group())
    if name != name.strip(" ").rstrip("."):
        return say("名字以空格或点结尾，或以空格开头", "the name begins or ends with a blank, or ends with a dot")
    if len(name) > LONGEST:
        return say(
            "名字有 {count} 个字，最多 {most} 个",
            "the name has {count} characters, {most} at most",
            count=len(name),
            most=LONGEST,
        )
    return None


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device, whatever its extension."""
    return _DEVICES.match(name) is not None


def folded(name: str) -> str:
    """The same for two names that Windows or macOS cannot keep side by side."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
