import time
import zipfile
from urllib.error import HTTPError
from urllib.request import urlretrieve

import duckdb


def fetch(address, file):
    """Right after a change the files are written anew; the answer says when to come again."""
    try:
        urlretrieve(address, file)
    except HTTPError as error:
        if error.code != 503:
            raise
        error.close()
        time.sleep(int(error.headers["Retry-After"]))
        fetch(address, file)


fetch("https://openness.example/data/openness-csv.zip", "openness-csv.zip")
zipfile.ZipFile("openness-csv.zip").extractall("openness")

print(
    duckdb.sql("""
        SELECT vendor, count(*) AS models, count(*) FILTER (level = 'open') AS open_weights
        FROM 'openness/models.csv' AS model
        JOIN 'openness/assessments.csv' AS assessment ON assessment.model = model.slug
        WHERE dimension = 'weights'
        GROUP BY vendor
        ORDER BY open_weights DESC, vendor
        LIMIT 10
    """)
)
