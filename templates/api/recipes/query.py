import json
from itertools import count
from pathlib import Path
from urllib.request import urlretrieve

import duckdb

address = "https://openness.example/api/v1/models?weights=open&weights=partial&fields=name,released,levels&per-page=200"
for number in count(1):
    file, _headers = urlretrieve(address, f"models-{number}.json")
    address = json.loads(Path(file).read_text())["links"]["next"]
    if not address:
        break

print(
    duckdb.sql("""
        SELECT
            model.released[:4] AS year,
            count(*) AS models,
            count(*) FILTER (model.levels."commercial-use" = 'open') AS commercial_use_open
        FROM (SELECT unnest(data) AS model FROM 'models-*.json')
        WHERE model.released IS NOT NULL
        GROUP BY year
        ORDER BY year
    """)
)
