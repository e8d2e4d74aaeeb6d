"""What tests do with a page in a real browser: watch it, sign in, ask axe-core about it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

AXE = Path(__file__).resolve().parent.parent / "browser" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
#: A page may be refused or missing on purpose; the browser then says so on its console.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """Lets nothing out of a context but to the site, and notes what pages complain about."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.faults: list[str] = []
        self._site = site
        context.route("**/*", self._pass_or_note)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))

    def close(self) -> None:
        """End the context; a request still under way is nobody's fault then."""
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def _pass_or_note(self, route: Route) -> None:
        if route.request.url.startswith((self._site, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"asked another host: {route.request.url}")
            route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        refused = "content security policy" in message.text.lower()
        if refused or (message.type == "error" and not message.text.startswith(EXPECTED)):
            self.faults.append(f"console: {message.text} ({message.page and message.page.url})")


def sign_in_by_form(page: Page, email: str, password: str) -> Page:
    """Fill the sign-in form as a person does."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def axe_findings(page: Page) -> list[str]:
    """Each violation: rule, what it says, and the first elements that break it."""
    # A click is over when the next page begins: what is judged has its style sheets.
    page.wait_for_load_state("load")
    # Evaluated by the debugger, which a page's content security policy does not bind.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes'][:3]]}"
        for found in result["violations"]
    ]
