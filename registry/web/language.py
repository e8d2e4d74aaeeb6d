"""The person's choice of language, and the page about data and licences."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from registry.accounts.views import local_path
from registry.edge import access, http, language

blueprint = Blueprint("web", __name__)

_BY_TAG = {"zh-CN": language.CHINESE, "en": language.ENGLISH}
YEAR = 31_536_000


@blueprint.get("/language")
@access.public
def language_set() -> ResponseReturnValue:
    """Remember a language and go back to where the person was."""
    response = redirect(local_path(request.args.get("next", "/")), code=303)
    chosen = _BY_TAG.get(request.args.get("lang", ""))
    if chosen is not None:
        secure = http.runtime().settings.secure_cookies
        response.set_cookie(
            language.COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=secure
        )
    return response


@blueprint.get("/about")
@access.public
def about_show() -> ResponseReturnValue:
    """Where the data come from and under which licences."""
    return http.page("web/about.html")
