"""Every constraint of every model, as somebody meets it who enters a record in the office."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from centers.dates import validate_partial_date
from centers.forms import fields_of
from centers.models import Center
from centers.models.base import Keyed
from centers.validators import validate_credit_code
from tests.admin.pages import data_without_parts, errors_of, form_value, path_to
from tests.test_constraints import CONSTRAINTS, Case, Values, cases, record_with

pytestmark = pytest.mark.django_db

#: Nobody types these: services write them. `tests/admin/test_centers.py` shows what becomes of a second center of
#: national level in one field.
WRITTEN_BY_SERVICES = {"publication", "status", "approved_on", "successor"}
WITHOUT_A_FORM = {
    name
    for name, (model, constraint) in CONSTRAINTS.items()
    if fields_of(constraint) == ["publication"]
    or (model is Center and WRITTEN_BY_SERVICES & set(fields_of(constraint)))
    or not issubclass(model, Keyed)  # what the register writes for itself
}
#: The form of a correction sets the moment of the decision, so these are mended, not refused.
MENDED = {"closed_correction_has_a_decision-2", "closed_correction_has_a_decision-4"}

REFUSED = [case for case in cases("invalid") if case.values[0] not in WITHOUT_A_FORM and case.id not in MENDED]


def complaint_of(validator: Any, value: str) -> str:
    with pytest.raises(ValidationError) as complaint:
        validator(value)
    return complaint.value.messages[0]


def sentence_for(name: str, values: dict[str, Any]) -> str:
    """What stands beside the field: the constraint's sentence, unless a check of the single value says more."""
    if name.endswith("dates_are_partial_dates"):
        return complaint_of(validate_partial_date, next(iter(values.values())))
    if name == "credit_code_has_18_characters":
        return complaint_of(validate_credit_code, values["credit_code"])
    if values == {"code": ""}:
        return "This field is required."
    return str(CONSTRAINTS[name][1].violation_error_message)


@pytest.mark.parametrize(("name", "case", "values"), REFUSED)
def test_invalid_values_are_refused_in_a_sentence(name: str, case: Case, values: Values, admin_client: Client) -> None:
    """The record that takes the values is entered anew; one sentence stands beside one of its fields."""
    record, values = record_with(name, case, values)
    model, _constraint = CONSTRAINTS[name]
    model._base_manager.filter(pk=record.pk).delete()
    typed = {
        field.name: form_value(field.value_from_object(record))
        for field in model._meta.concrete_fields
        if field.editable
    }
    data = {name: value for name, value in (data_without_parts(model) | typed).items() if value is not False}
    before = model._base_manager.count()

    response = admin_client.post(path_to("add", model), data)

    assert response.status_code == 200
    errors = errors_of(response)
    assert list(errors.values()) == [[sentence_for(name, values)]]
    assert set(errors) <= set(typed) - {"id"}
    assert model._base_manager.count() == before


def test_no_other_constraint_is_without_a_form() -> None:
    assert sorted(name for name in WITHOUT_A_FORM if issubclass(CONSTRAINTS[name][0], Keyed)) == [
        "alliance_publication_is_known",
        "center_dates_are_partial_dates",
        "center_is_not_its_own_successor",
        "center_publication_is_known",
        "center_status_is_known",
        "committee_publication_is_known",
        "event_publication_is_known",
        "expert_publication_is_known",
        "figure_publication_is_known",
        "one_national_level_center_per_field",
        "only_a_succeeded_center_has_a_successor",
        "organization_publication_is_known",
        "source_publication_is_known",
        "statement_publication_is_known",
        "superseded_center_names_its_successor",
        "task_publication_is_known",
    ]
