"""What is remembered of earlier rows is the same in memory and in the file of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imports.services.seen import Earlier, Seen

# Few keys, so that rows meet; the ends of what `hash` gives, so that no number is cut.
KEYS = st.sampled_from([-(1 << 63), -2, 0, 1, 2, 3, 5, 8, (1 << 63) - 1])
ROWS = st.tuples(st.lists(KEYS, max_size=3), KEYS, st.integers(0, 99_999))
FILES = st.lists(st.lists(ROWS, max_size=6), max_size=8)


@given(files=FILES, most=st.integers(0, 4), is_told=st.booleans())
def test_the_first_row_of_every_key_is_found_however_little_fits_in_memory(files, most, is_told):
    """Rows of the same batch and of earlier ones, said before to be looked for or not."""
    seen, plain, number = Seen(most), dict[int, Earlier](), 0
    for batch in files:
        seen.expect(key for keys, *_ in batch for key in keys if is_told)
        for keys, content, about in batch:
            number += 1
            known = [plain[key] for key in keys if key in plain]
            assert seen.look(keys) == (known[0] if known else None)
            row = Earlier(number, content, about)
            seen.note(row, keys)
            for key in keys:
                plain.setdefault(key, row)
    assert {key: seen.look((key,)) for key in plain} == plain
    seen.close()
    assert all(seen.look((key,)) is None for key in plain)


def test_no_more_than_so_many_keys_stay_in_memory():
    """Besides those of the batch in hand."""
    seen = Seen(most=100)
    for batch in range(50):
        keys = range(batch * 40, batch * 40 + 40)
        seen.expect(keys)
        for key in keys:
            seen.note(Earlier(key, key, 0), (key,))
        assert len(seen._young) + len(seen._asked) <= 100 + 2 * 40
    assert [seen.look((key,)) for key in (0, 1999, 2000)] == [
        *(Earlier(key, key, 0) for key in (0, 1999)),
        None,
    ]
    seen.close()
