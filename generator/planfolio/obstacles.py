"""Obstacles: what the system would not do, in the words of whoever has to clear them away."""

from __future__ import annotations

import errno

from planfolio.findings import Message, say

_REASONS = {
    errno.ENOSPC: say("磁盘满了，清出一些空间", "the disk is full; make some room"),
    errno.EDQUOT: say("磁盘配额用完了，清出一些空间", "the disk quota is used up; make some room"),
    errno.EFBIG: say("文件超过了系统允许的大小", "the file is larger than the system allows"),
    errno.EACCES: say("没有权限", "permission denied"),
    errno.EPERM: say("没有权限", "permission denied"),
    errno.EROFS: say("那里是只读的", "it is read-only there"),
    errno.EBUSY: say("正被别的程序占用，或者是挂载点", "another program is using it, or it is a mount point"),
    errno.ENOENT: say("不在了", "it is not there"),
    errno.ENOTDIR: say("路径中间有一段不是文件夹", "a part of the path is no folder"),
    errno.EISDIR: say("那里是一个文件夹，不是文件", "a folder is there, not a file"),
    errno.EEXIST: say("那里已经有同名的文件", "something of that name is there already"),
    errno.ENOTEMPTY: say("那个文件夹里还有别的文件", "the folder is not empty"),
    errno.ELOOP: say("链接绕成了环", "links run in a circle"),
    errno.EMFILE: say("同时打开的文件太多", "too many files are open"),
    errno.ENFILE: say("同时打开的文件太多", "too many files are open"),
    errno.ENOMEM: say("内存不够", "there is not enough memory"),
    errno.EIO: say("磁盘读写出错，请检查磁盘", "the disk failed; have it looked at"),
    errno.ENAMETOOLONG: say("名字太长", "the name is too long"),
}


def told(error: OSError) -> Message:
    """What the system refused, and why."""
    where = error.filename or say("系统", "the system")
    return say("{where}：{reason}", "{where}: {reason}", where=where, reason=reason(error))


def reason(error: OSError) -> Message:
    """Why the system refused; in its own words where there are none of ours."""
    known = _REASONS.get(error.errno or 0)
    return known or say("{words}", "{words}", words=error.strerror or type(error).__name__)
