"""Headers: what a host sends with every file, so that no page can be framed, sniffed or made to load what is not the site's."""

from __future__ import annotations

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'"
)
"""The Content-Security-Policy that every page carries, so that it holds on any host."""

HEADERS = {
    # It covers the files that are no pages too, and adds what a page cannot say of itself.
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BESIDE_A_FORM = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
}
"""What a site with a form in the browser sends instead. Of two policies the stricter holds, and the form's page has a wider one
of its own, as every page carries its own; and whoever signs in does so in a window that must be able to answer."""
UNLISTED = {"X-Robots-Tag": "noindex"}
"""With what search engines are not to list."""

FOREVER, EACH_TIME = "public, max-age=31536000, immutable", "public, max-age=0, must-revalidate"
"""Cache-Control of the search index, whose folder is named by the hash of what is in it, and of all else, which keeps its name
from build to build. Netlify and Cloudflare Pages send the second by themselves."""


def headers(*, form: bool = False) -> dict[str, str]:
    """What is sent with every file of a site, with or without a form in the browser."""
    return HEADERS | BESIDE_A_FORM if form else HEADERS


def nginx(*, form: bool = False) -> str:
    """Lines for a `server` block of nginx. Its blocks inherit no header where they have one of their own."""
    own = [f'add_header {name} "{value}" always;' for name, value in headers(form=form).items()]
    lines = [
        *("charset utf-8;", "index index.html;", "error_page 404 /404.html;", ""),
        *(*own, f'add_header Cache-Control "{EACH_TIME}";', ""),
        *("location / { try_files $uri $uri/ =404; }", r"location ~ \.ics$ { default_type text/calendar; }", ""),
        *("location ~ /pagefind/[^/]+/ {", *(f"    {header}" for header in own)),
        *(f'    add_header Cache-Control "{FOREVER}";', "}"),
    ]
    return "\n".join(lines) + "\n"
