"""What the report's words mean: the foot of the page, so that every figure can be checked."""

from scoring.rules_model import Rules


def definitions(rules: Rules) -> dict[str, str]:
    """Each word with what it means here, in the order in which they are met."""
    customer = "no customer" if rules.project.sells else "not marked as a customer"
    return {
        "Referral": (
            "somebody whom DevRel met and handed to a named team, with the activity where they met "
            "(a DevRel qualified lead). The connection is DevRel's part, the outcome the team's, "
            "which also records it. Withdrawn ones count nowhere."
        ),
        "Made, accepted, outcome so far": (
            "what became, until today, of the referrals that were made in the span, in the team "
            "that has them now. Made is waiting, declined and accepted together."
        ),
        "Recorded": (
            "outcomes dated in the span, whenever the referral was made. A referral counts once, "
            "with the latest of them, as it was last corrected. Goals are compared with this "
            "figure."
        ),
        "Days": (
            "the median, from the moment the team got the person until it accepted; and from the "
            "referral to its first outcome."
        ),
        "Sourced, influenced": (
            "sourced, where the company is known, and nothing on record at the handoff said that "
            "it was interested before: no level then or earlier, no earlier referral of it, no "
            f"hand-off, {customer}. Influenced: all others. The two are never added up, "
            "nor are values of different teams or outcomes."
        ),
        "Still active": (
            "seen in the last 30 of the 90 days after a month (30 days) in which the company was "
            "active; a company counts once a month. With: somebody of it was referred or "
            "introduced in that month; without: nobody until then. Only the same months are "
            "compared. It is no proof: whoever meets us was often the more active one before."
        ),
    }
