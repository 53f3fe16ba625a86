"""python with_extism.py scimlens_extism.wasm"""

import json
import sys

import extism

# What a pool of instances is told once: each answers by this toolkit.
toolkit = {"profile": "entra", "limits": {"documentBytes": 1 << 20}}
manifest = {
    "wasm": [{"path": sys.argv[1]}],
    "config": {"toolkit": json.dumps(toolkit)},
    "memory": {"max_pages": 4096},
    "timeout_ms": 10_000,
}
plugin = extism.Plugin(manifest)


def call(name, **members):
    """The answer to a call: `result` or `error`."""
    return json.loads(plugin.call("call", json.dumps({"call": name, **members})))


document = """{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mira",
  "active": "True"
}"""

report = call("validate", document=document, fixed=True)["result"]
for finding in report["diagnostics"]:
    print(finding["range"]["start"], finding["message"])
user = json.loads(report["fixed"])

text = 'userName sw "MI" and active eq true'
print(json.dumps(call("matches", filter=text, resourceType="User", resource=user)["result"]["matches"]))

request = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "Replace", "path": "active", "value": "False"}],
}
patched = call("applyPatch", resource=user, request=request)["result"]
print(json.dumps(patched["changed"]), json.dumps(patched["resource"]["active"]), len(patched["notes"]))

error = call("parseFilter", filter="userName eq mira")["error"]
print(error["status"], error["scimType"], error["range"]["start"])

# What the configuration gets wrong is told by the first call.
manifest["config"] = {"toolkit": json.dumps({"profile": "entr"})}
try:
    extism.Plugin(manifest).call("call", json.dumps({"call": "about"}))
    sys.exit("a profile that there isn't was taken")
except extism.Error as error:
    assert "Did you mean `entra`?" in str(error), error
