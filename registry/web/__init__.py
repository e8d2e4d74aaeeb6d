"""The shell: factory, security, words, problem pages, health."""

from registry.web.factory import create_app

__all__ = ["create_app"]
