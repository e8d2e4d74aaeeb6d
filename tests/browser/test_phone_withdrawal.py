"""A photo that is damaged on the phone for good: its report is let go of, and the rest go on."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Dialog, expect

from registry.core.actor import SYSTEM
from registry.signage import services
from tests.support.phones import Phone, photos_held, stored
from tests.support.pictures import jpeg, scene
from tests.support.site import Site

#: The far photo's bytes go bad where they lie; their number stays.
DAMAGE = """async (clientId) => {
  const db = await Field.store.open();
  const photo = await db.get('photos', [clientId, 'far']);
  const blob = new Blob([new Uint8Array(photo.blob.size)], { type: photo.blob.type });
  await db.put('photos', { ...photo, blob });
}"""
REASON = "远照在手机里损坏"


def unsent_with_damage(phone: Phone, seed: int) -> str:
    """A report saved without signal, whose far photo then goes bad; its identifier."""
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph(pictures=(jpeg(scene(seed=seed)), jpeg(scene(seed=seed + 1))))
    client_id: str = phone.reports()[-1]["client_id"]
    phone.page.evaluate(DAMAGE, client_id)
    return client_id


def test_a_report_with_a_damaged_photo_is_withdrawn_on_the_phone_and_stops_nobody(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand()
    damaged = unsent_with_damage(phone, 960)
    phone.open("/field")
    phone.photograph(pictures=(jpeg(scene(seed=964)), jpeg(scene(seed=965))))
    phone.context.set_offline(False)
    phone.wait_until("complete")
    phone.wait_until("refused")
    phone.open("/field/queue")
    expect(phone.page.get_by_role("button", name="从手机删除")).to_have_count(0)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept(REASON)

    phone.page.on("dialog", answer)
    phone.page.get_by_role("button", name="撤回").tap()
    phone.wait_until("withdrawn")
    assert len(asked) == 1
    report = stored(site, damaged)
    assert (report.shown_status, report.withdraw_reason) == ("withdrawn", REASON)
    assert len(photos_held(site, report)) == 1
    phone.until(f"Field.store.photosOf('{damaged}').then(held => held.length === 0)")
    phone.until("Field.store.reports().then(all => all.every(r => !Field.store.isUnsent(r)))")
    phone.open("/field/queue")
    row = phone.page.locator(f"[data-sent-list] [data-client-id='{damaged}']")
    expect(row).to_contain_text("已撤回")
    expect(row).to_contain_text(REASON)
    # The sign is on the list as before, to be photographed anew.
    phone.open("/field")
    expect(phone.page.locator(f"[data-todo] a[href$='{report.sign_id}']")).to_have_count(1)


def test_what_the_leader_has_withdrawn_the_phone_lets_go_of_by_itself(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand()
    damaged = unsent_with_damage(phone, 970)
    phone.context.set_offline(False)
    phone.wait_until("refused")
    report = stored(site, damaged)
    with site.runtime.write(SYSTEM) as work:
        services.withdraw_report(work, report.id, reason=REASON)
    phone.page.evaluate("Field.send()")
    phone.wait_until("withdrawn")
    assert phone.page.evaluate(f"Field.store.photosOf('{damaged}').then(held => held.length)") == 0
