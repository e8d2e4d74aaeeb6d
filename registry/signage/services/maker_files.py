"""What a maker is sent: the sheet of faces and the list, made before the order is frozen."""

from __future__ import annotations

import io

from registry.core import printing
from registry.core.sheets import write_csv
from registry.core.text import T
from registry.signage.rules import doorplate_faces
from registry.signage.rules.maker_sheet import COLUMNS, row, sheet
from registry.signage.services.maker_orders import OrderDraft, Terms


def order_files(draft: OrderDraft, terms: Terms) -> dict[str, bytes]:
    """Both files by kind, `pdf` and `csv`, in Chinese; the same draft gives the same bytes.

    Raises:
        Unavailable: as `printing.pdf`.
    """
    above = [f"{T('厂家')}：{terms.maker}", f"{T('期限')}：{terms.due_on.isoformat()}"]
    if terms.note:
        above.append(f"{T('说明')}：{terms.note}")
    filled = sheet(draft.lines, draft.drawings, above, draft.sha256)
    table = io.BytesIO()
    of_plates = "doorplate_id" in draft.lines[0]
    columns = doorplate_faces.COLUMNS if of_plates else COLUMNS
    told = doorplate_faces.row if of_plates else row
    write_csv(table, [str(one) for one in columns], [told(line) for line in draft.lines])
    return {"pdf": printing.pdf("faces.typ", filled), "csv": table.getvalue()}
