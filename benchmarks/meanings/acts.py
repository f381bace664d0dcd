"""Which labels and tags of the scripts teach which act."""

from __future__ import annotations

# act → (speaker, where it comes from): a label with the verdict that its turns prove, or a tag.
ACTS: dict[str, tuple[str, str, str]] = {
    "apology": ("agent", "apology_given", "pass"),
    "owned_apology": ("agent", "heat_apologise", "pass"),
    "prompt_apology": ("agent", "aware_acknowledge", "pass"),
    "commitment": ("agent", "commitment_made", "pass"),
    "timed_commitment": ("agent", "heat_take_action", "pass"),
    "listening": ("agent", "heat_hear", "pass"),
    "empathy": ("agent", "heat_empathise", "pass"),
    "detail_question": ("agent", "aware_widen", "pass"),
    "follow_up": ("agent", "aware_resolve", "pass"),
    "passed_on": ("agent", "aware_evaluate", "pass"),
    "restating": ("agent", "restate", "pass"),
    "proposal": ("agent", "offer_solution", "pass"),
    "alternative": ("agent", "offer_alternative", "pass"),
    "recording_notice": ("agent", "recording_notice", "pass"),
    "dated_callback": ("agent", "dated_callback", "pass"),
    "escalation": ("agent", "escalation_handled", "pass"),
    "hostility": ("agent", "calm", "fail"),
    "blame": ("agent", "no_blame", "fail"),
    "stonewalling": ("agent", "empowered", "fail"),
    "refused_escalation": ("agent", "escalation_handled", "fail"),
    "hollow_promise": ("agent", "hollow", "tag"),
    "look_alike_apology": ("agent", "not_apology", "tag"),
    "excuse": ("agent", "excuse", "tag"),
    "identity_question": ("agent", "identity_question", "tag"),
    "ownership": ("agent", "ownership", "tag"),
    "time_given": ("agent", "time", "tag"),
    "feedback_promised": ("agent", "feedback", "tag"),
    "done_on_the_call": ("agent", "action_done", "tag"),
    "agent_closing": ("agent", "", "closing"),
    "complaint": ("customer", "complaint", "tag"),
    "escalation_request": ("customer", "escalation_request", "tag"),
    "refusal": ("customer", "refusal", "tag"),
    "agreement": ("customer", "agreement", "tag"),
    "abuse": ("customer", "abuse", "tag"),
    "deadlock": ("customer", "deadlock", "tag"),
    "customer_closing": ("customer", "", "closing"),
}
# What the acts are called in the list of utterances (utterances/).
UTTERANCES = {
    "hostile": "hostility",
    "blame": "blame",
    "stonewall": "stonewalling",
    "offer_alternative": "alternative",
    "excuse": "excuse",
    "restate": "restating",
    "empathise": "empathy",
    "refusal": "refusal",
    "agreement": "agreement",
    "deadlock": "deadlock",
    "complaint": "complaint",
}
# Whether a whole call has such an act is told by a label where there is one: any verdict but na.
DECIDED_BY = {
    "complaint": "apology_given",
    "escalation_request": "escalation_handled",
    "refusal": "offer_alternative",
}
# situation → (label, the verdicts that say it is so, those it is learned from, the acts it is told
# from; none: all)
JUDGED = ("pass", "fail")
ANY = ("pass", "fail", "na")
SITUATIONS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "complaint": ("apology_given", JUDGED, ANY, ()),
    "request": ("commitment_made", JUDGED, ANY, ()),
    "escalation_requested": (
        "escalation_handled",
        JUDGED,
        ANY,
        ("escalation_request", "escalation", "refused_escalation"),
    ),
    "deadlock": ("dated_callback", JUDGED, ANY, ("deadlock", "abuse", "dated_callback")),
    "proposal_refused": ("offer_alternative", JUDGED, ANY, ()),
    "stonewalled": ("empowered", ("fail",), ANY, ()),
    "solution_offered": ("offer_solution", ("pass",), JUDGED, ()),
    "solution_agreed": ("aware_agree", ("pass",), JUDGED, ()),
    "alternative_offered": ("offer_alternative", ("pass",), JUDGED, ()),
    "action_promised": ("heat_take_action", ("pass",), JUDGED, ()),
    "callback_offered": ("dated_callback", ("pass",), JUDGED, ()),
    "escalation_granted": ("escalation_handled", ("pass",), JUDGED, ()),
    "committed": ("commitment_made", ("pass",), JUDGED, ()),
    "acknowledged": ("aware_acknowledge", ("pass",), JUDGED, ()),
    "followed_up": ("aware_resolve", ("pass",), JUDGED, ()),
    "blamed": ("no_blame", ("fail",), JUDGED, ()),
}
CLOSING_TURNS = 3  # a closing is among the last turns of a call


def of(speaker: str) -> list[str]:
    """The acts of one speaker, in a fixed order."""
    return [act for act, (who, _, _) in ACTS.items() if who == speaker]
