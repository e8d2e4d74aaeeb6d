"""What tests ask a page about how it looks and weighs, in the page itself."""

from __future__ import annotations

from playwright.sync_api import Page

# A window is given its size first and laid out a moment later: what stands out for one frame only
# is nothing that anybody sees.
_TOO_WIDE = """async wanted => {
  const frame = () => new Promise(requestAnimationFrame);
  const settled = () => innerWidth === wanted &&
    document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  for (let turn = 0; turn < 60 && !settled(); turn += 1) await frame();
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width && box.right > width + 1;
  });
  return wide.slice(0, 4).map(node => node.tagName + '.' + node.getAttribute('class'));
}"""

# A browser shows focus rings where the keyboard was used last; the caller has pressed a key.
_UNSEEN_FOCUS = """() => {
  const look = node => {
    if (!node) return '';
    const style = getComputedStyle(node);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
            style.borderColor, style.backgroundColor, style.textDecoration].join();
  };
  const around = node => [node, node.parentElement, node.nextElementSibling].map(look).join('|');
  const unseen = [];
  const all = 'main a[href], main button, main input:not([type=hidden]), main select, ' +
              'main textarea, main summary, header a[href], header button, header summary';
  const nodes = [...document.querySelectorAll(all)].filter(node => node.checkVisibility());
  for (const node of nodes.slice(0, 60)) {
    const before = around(node);
    node.focus({ preventScroll: true });
    if (document.activeElement === node && around(node) === before) unseen.push(node.outerHTML);
    node.blur();
  }
  return unseen.map(text => text.slice(0, 120));
}"""

_WEIGHT = """() => performance.getEntriesByType('resource')
  .filter(entry => /\\.(css|js)$/.test(new URL(entry.name).pathname))
  .reduce((sum, entry) => sum + entry.decodedBodySize, 0)"""


def too_wide(page: Page, width: int) -> list[str]:
    """What stands out to the right of a window so wide, in CSS pixels; empty is well."""
    page.wait_for_load_state("load")
    page.set_viewport_size({"width": width, "height": 800 if width > 600 else 740})
    found: list[str] = page.evaluate(_TOO_WIDE, width)
    return [f"at {width}: {one}" for one in found]


def keyboard_faults(page: Page) -> list[str]:
    """The first stop of the keyboard leads past the header; each stop can be seen."""
    # A form with faults takes the keyboard to its summary, which is where it should be.
    page.wait_for_load_state("load")
    told = page.locator(".error-summary").count() > 0
    page.keyboard.press("Tab")
    first = page.evaluate(
        "() => { const box = document.activeElement.getBoundingClientRect();"
        " return [document.activeElement.className, box.top >= 0 && box.height > 20] }"
    )
    faults = [] if told or first == ["skip-link", True] else [f"first stop: {first}"]
    return faults + [f"focus unseen: {one}" for one in page.evaluate(_UNSEEN_FOCUS)]


def weight(page: Page) -> int:
    """Bytes of the style sheets and scripts of the page, unpacked."""
    total: int = page.evaluate(_WEIGHT)
    return total
