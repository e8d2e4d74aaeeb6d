"""While a large file is worked through garbage is looked for seldom, and then as before."""

import gc

import pytest

from imports.services.collecting import seldom_collecting


def test_the_last_one_out_puts_back_what_the_first_one_found():
    before = gc.get_threshold()
    with seldom_collecting():
        seldom = gc.get_threshold()
        with seldom_collecting():
            assert gc.get_threshold() == seldom
        assert gc.get_threshold() == seldom
    assert seldom[0] > before[0]
    assert gc.get_threshold() == before
    assert gc.isenabled()


def test_a_file_that_fails_leaves_nothing_changed():
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), seldom_collecting():
        raise ValueError("broken")
    assert gc.get_threshold() == before
