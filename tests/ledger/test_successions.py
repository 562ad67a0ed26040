"""For whom a company's people count: spans, who is listed, who is meant on a day."""

from ledger.successions import CERTAIN, EVER, NOBODY, Said, Span, Successions

PLAIN = Said(None, -EVER, ignored=False, confirmed=None)


def merged(into: int) -> Said:
    return PLAIN._replace(successor=into)


def acquired(by: int, since: int) -> Said:
    return PLAIN._replace(successor=by, since=since)


def test_days_that_say_the_same_are_one_span() -> None:
    said = Successions({1: acquired(2, 10), 2: acquired(3, 20), 3: PLAIN._replace(confirmed=True)})
    assert said.spans == {
        1: (Span(1, 1, 0, -EVER, 9), Span(1, 2, 0, 10, 19), Span(1, 3, CERTAIN, 20, EVER)),
        2: (Span(2, 2, 0, -EVER, 19), Span(2, 3, CERTAIN, 20, EVER)),
        3: (Span(3, 3, CERTAIN),),
    }
    backwards = Successions({1: acquired(2, 20), 2: acquired(3, 10)})
    assert backwards.spans[1] == (Span(1, 1, 0, -EVER, 19), Span(1, 3, 0, 20, EVER))


def test_who_is_meant_on_a_day() -> None:
    said = Successions({1: merged(2), 2: acquired(3, 20), 4: PLAIN._replace(ignored=True)})
    assert [said.present(1, day) for day in (-EVER, 19, 20)] == [2, 2, 3]
    assert [said.present(one, 20) for one in (3, 4, 5)] == [3, 4, 5]


def test_whose_people_count_for_another_one() -> None:
    rejected = acquired(3, 20)._replace(confirmed=False)
    said = Successions({1: merged(2), 2: acquired(3, 20), 3: PLAIN, 4: rejected})
    assert [said.succeeded(day) for day in (19, 20)] == [{1}, {1, 2}]


def test_who_counts_for_whom() -> None:
    said = Successions({1: merged(2), 3: acquired(2, 20), 4: PLAIN._replace(ignored=True)})
    assert said.counting_for([2, 9]) == [Span(2, 2), Span(9, 9), Span(1, 2), Span(3, 2, 0, 20)]
    assert said.counting_for([1]) == said.counting_for([4]) == []
    assert said.roots([1, 3, 4, 9]) == {2, 3, 9}
    assert {span.root for span in said.spans[4]} == {NOBODY}


def test_who_stands_in_no_list() -> None:
    said = Successions(
        {
            1: merged(2),
            3: acquired(2, 20),
            4: PLAIN._replace(ignored=True),
            5: PLAIN._replace(confirmed=False),
        }
    )
    assert said.unlisted == {1, 4}
