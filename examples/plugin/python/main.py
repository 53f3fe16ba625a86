"""python main.py scimlens_plugin.wasm"""

import json
import sys

from scimlens import Refused, Scimlens

scimlens = Scimlens(sys.argv[1])
document = """{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mira",
  "active": "True"
}"""

report = scimlens.call("validate", document=document, fixed=True)
for finding in report["diagnostics"]:
    print(finding["range"]["start"], finding["message"])
user = json.loads(report["fixed"])

text = 'userName sw "MI" and active eq true'
print(json.dumps(scimlens.call("matches", filter=text, resourceType="User", resource=user)["matches"]))

toolkit = scimlens.call("open", profile="entra")["toolkit"]
request = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "Replace", "path": "active", "value": "False"}],
}
patched = scimlens.call("applyPatch", toolkit=toolkit, resource=user, request=request)
print(json.dumps(patched["changed"]), json.dumps(patched["resource"]["active"]), len(patched["notes"]))
scimlens.call("close", toolkit=toolkit)

try:
    scimlens.call("parseFilter", filter="userName eq mira")
except Refused as refused:
    error = refused.error
    print(error["status"], error["scimType"], error["range"]["start"])
