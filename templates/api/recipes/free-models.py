import json
from urllib.request import urlopen

import pandas

address = (
    "https://openness.example/api/v1/models"
    "?weights=open&commercial-use=open&fields=slug,name,vendor,released,parameters,licences&per-page=100"
)
rows = []
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    rows += page["data"]
    address = page["links"]["next"]

models = pandas.json_normalize(rows)
models["released"] = pandas.to_datetime(models["released"])
models["licence"] = models["licences"].map(
    lambda licences: next(one["licence"] for one in licences if one["covers"] == "weights" and not one["to"])
)
newest = models.sort_values("released", ascending=False).head(20)
print(newest[["name", "vendor", "released", "licence"]].to_string(index=False))
print(models["licence"].value_counts())
