import zipfile
from urllib.request import urlretrieve

import duckdb

urlretrieve("https://openness.example/data/openness-csv.zip", "openness-csv.zip")
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
