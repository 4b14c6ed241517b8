"""Security headers on every answer: a page takes nothing from elsewhere, and runs nothing inline."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

CONTENT: Final = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load and do: nothing inline, nothing from elsewhere, in no frame."""

_HEADERS: Final = {
    "Content-Security-Policy": CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ONLY_ENCRYPTED: Final = "max-age=31536000"


def head(app: Flask, *, encrypted: bool) -> None:
    """Put the headers on every answer; where people come by https, browsers never come without.

    What does not say that it may be kept is kept by nobody.
    """
    headers = _HEADERS | ({"Strict-Transport-Security": _ONLY_ENCRYPTED} if encrypted else {})

    def put(answer: Response) -> Response:
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    app.after_request(put)
