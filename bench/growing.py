"""A catalogue grown out of the recorded one, for measuring; called once Django is set up."""

from collections.abc import Mapping

from django.db import connection, models, transaction


def grow(*, to: int) -> int:
    """Copy the recorded models, with all that belongs to them, until there are `to` or a few more; how many there are.

    A copy of a model is built on the copy of its base, and cites what the original cites.
    """
    from openness.models import Model

    originals = Model.objects.count()
    last = Model.objects.aggregate(last=models.Max("pk"))["last"]
    steps = {table: max(_last_key(table), last) for table in _tables()}
    for number in range(1, -(-to // originals)):
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _tables():
                cursor.execute(_copy(table, number, steps))
    return Model.objects.count()


def _tables() -> list[type[models.Model]]:
    from openness.models import Alias, Assessment, LicenceCoverage, Model, ModelModality

    cited = [table.sources.through for table in (LicenceCoverage, Assessment)]
    return [Model, ModelModality, Alias, LicenceCoverage, Assessment, *cited]


def _last_key(table: type[models.Model]) -> int:
    return table._base_manager.aggregate(last=models.Max("pk"))["last"] or 0


def _copy(table: type[models.Model], number: int, steps: Mapping[type[models.Model], int]) -> str:
    """The statement that makes copy `number` of what was recorded: keys of what is copied move on by whole steps."""
    columns = {field.column: _value(table, field, number, steps) for field in table._meta.local_concrete_fields}
    names = ", ".join(columns)
    values = ", ".join(columns.values())
    recorded = f"id <= {steps[table]}"
    return f"INSERT INTO {table._meta.db_table} ({names}) SELECT {values} FROM {table._meta.db_table} WHERE {recorded}"  # noqa: S608


def _value(table: type[models.Model], field: models.Field, number: int, steps: Mapping[type[models.Model], int]) -> str:
    if field.column == "slug":
        return f"'g{number}-' || slug"
    copied = table if field.primary_key else field.related_model
    return f"{field.column} + {number * steps[copied]}" if copied in steps else field.column
