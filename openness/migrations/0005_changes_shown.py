from django.db import migrations, models

_BATCH = 200


def fill(apps, schema_editor):
    """Say of every change so far whether readers may see a difference; null: that depends on the models they may see.

    As `domain.history.visibility.shown` said it when this was written.
    """
    Change = apps.get_model('openness', 'Change')
    changes = Change.objects.using(schema_editor.connection.alias).order_by('pk')
    last = 0
    while batch := list(changes.filter(pk__gt=last).only('pk', 'before', 'after')[:_BATCH]):
        for one in batch:
            one.shown = _shown(one.before, one.after)
        changes.bulk_update(batch, ['shown'])
        last = batch[-1].pk


def _shown(before, after):
    before, after = _seen(before), _seen(after)
    if before == after:
        return False
    return None if _without_models(before) == _without_models(after) else True


def _seen(document):
    if document is None or not document.get('published', True):
        return None
    if 'assessments' not in document:
        return document
    entries = document['assessments'].items()
    return {**document, 'assessments': {name: one for name, one in entries if one.get('published', True)}}


def _without_models(document):
    if document is None:
        return None
    found = {name: value for name, value in document.items() if name not in {'base_model', 'rows', 'claims'}}
    claims = document.get('claims', [])
    return {**found, 'claims': [{name: value for name, value in one.items() if name != 'models'} for one in claims]}


class Migration(migrations.Migration):

    dependencies = [
        ('openness', '0004_history_and_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='shown',
            field=models.BooleanField(null=True, verbose_name='shown to readers'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['revision', 'kind', 'slug'], name='change_in_order'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['shown', 'kind'], name='change_shown'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
