import json
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas

plan = {"seat": "eu", "party": "company", "use": "commercial", "offering": "product", "mau": 5_000_000}
wanted = {**plan, "permitted": ["yes", "yes-if"], "lang": "en", "per-page": 200}
address = "https://openness.example/api/v1/permissions?" + urlencode(wanted, doseq=True)
answers = []
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    answers += page["data"]
    address = page["links"]["next"]

models = pandas.DataFrame(answers)[["name", "vendor", "permission"]]
clauses = pandas.DataFrame(
    {"model": one["name"], "licence": clause["licence"], "clause": clause["locator"], "says": clause["summary"]}
    for one in answers
    for clause in one["conditions"] + one["duties"]
)
print(models["permission"].value_counts())
print(clauses[clauses["model"] == "Llama 3.1 8B"].to_csv(columns=["licence", "clause", "says"], index=False))
