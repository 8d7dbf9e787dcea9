"""Database constraints that Django does not ship."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q
from django.db.models.constraints import BaseConstraint
from django.utils.translation import gettext_lazy as _

_SQLITE_TRIGGER = """CREATE TRIGGER "%(name)s_%(event)s" BEFORE %(EVENT)s ON %(table)s
WHEN EXISTS (
  SELECT 1 FROM %(table)s AS other
  WHERE other.id IS NOT NEW.id AND %(same)s
    AND COALESCE(other."%(start)s", '0000-01-01') < COALESCE(NEW."%(end)s", '9999-12-31')
    AND COALESCE(NEW."%(start)s", '0000-01-01') < COALESCE(other."%(end)s", '9999-12-31')
)
BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: %(name)s'); END"""

_POSTGRES = """ALTER TABLE %(table)s ADD CONSTRAINT "%(name)s" EXCLUDE USING gist (
  %(same)s, daterange("%(start)s", "%(end)s") WITH &&)"""

_POSTGRES_SAME = (
    """int8range(hashtextextended("%(column)s"::text, 0), hashtextextended("%(column)s"::text, 0), '[]') WITH &&"""
)


class PeriodsDoNotCross(BaseConstraint):
    """Among rows alike in `same`, the periods [start, end) never overlap; null is open-ended.

    An exclusion constraint on PostgreSQL, a pair of triggers on SQLite, which has no such constraint.
    `start` and `end` are date fields, `same` are fields that must be equal. PostgreSQL compares 64-bit
    fingerprints of these as one-point ranges: equality in a GiST index would need the btree_gist extension,
    which not every server has.
    """

    def __init__(self, *, name: str, same: tuple[str, ...], start: str, end: str) -> None:
        super().__init__(name=name, violation_error_message=_("Two periods for the same part overlap."))
        self.same, self.start, self.end = tuple(same), start, end

    def _columns(self, model: type[models.Model]) -> list[str]:
        return [_column(model, field) for field in self.same]

    def _parts(self, model: type[models.Model]) -> dict[str, str]:
        return {"name": self.name, "start": _column(model, self.start), "end": _column(model, self.end)}

    def _sqlite(self, model: type[models.Model], schema_editor: Any, event: str) -> Statement:
        same = " AND ".join(f'other."{column}" = NEW."{column}"' for column in self._columns(model))
        table = Table(model._meta.db_table, schema_editor.quote_name)
        parts = self._parts(model)
        return Statement(_SQLITE_TRIGGER, table=table, same=same, event=event.lower(), EVENT=event, **parts)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Defer the statements until the table stands; nothing of it goes into CREATE TABLE."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql += [self._sqlite(model, schema_editor, event) for event in ("INSERT", "UPDATE")]
        else:
            schema_editor.deferred_sql.append(self._postgres(model, schema_editor))

    def _postgres(self, model: type[models.Model], schema_editor: Any) -> Statement:
        same = ", ".join(_POSTGRES_SAME % {"column": column} for column in self._columns(model))
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(_POSTGRES, table=table, same=same, **self._parts(model))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """SQL that adds the constraint to a standing table."""
        if schema_editor.connection.vendor == "sqlite":
            self.constraint_sql(model, schema_editor)
            return None
        return self._postgres(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """SQL that drops it; on SQLite the table is remade without it."""
        if schema_editor.connection.vendor == "sqlite":
            return None
        return schema_editor._delete_constraint_sql(schema_editor.sql_delete_constraint, model, self.name)

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when `instance` overlaps a saved row."""
        if exclude and {self.start, self.end, *self.same} & set(exclude):
            return
        alike = {field: getattr(instance, _field(model, field).attname) for field in self.same}
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        others = model._default_manager.using(using).filter(**alike).exclude(pk=instance.pk)
        if start:
            others = others.filter(Q(**{f"{self.end}__gt": start}) | Q(**{f"{self.end}__isnull": True}))
        if end:
            others = others.filter(Q(**{f"{self.start}__lt": end}) | Q(**{f"{self.start}__isnull": True}))
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """What a migration writes."""
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        return path, (), {"name": self.name, "same": self.same, "start": self.start, "end": self.end}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PeriodsDoNotCross) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


def _field(model: type[models.Model], name: str) -> models.Field:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} of {model.__name__} has no column")
    return field


def _column(model: type[models.Model], name: str) -> str:
    return str(_field(model, name).column)


def one_of(*, field: str, values: list[str], name: str) -> models.CheckConstraint:
    """A check that `field` holds one of `values`."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def is_slug(*, name: str) -> models.CheckConstraint:
    """A check that `slug` is lower-case words of letters and digits joined by single dots or hyphens."""
    return models.CheckConstraint(condition=Q(slug__regex=r"^[a-z0-9]+([.-][a-z0-9]+)*$"), name=name)
