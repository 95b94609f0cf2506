#!/usr/bin/env bash
# CHANCERY=https://sign.example CLIENT_ID=... CLIENT_SECRET=... bash sign.sh contract.pdf contract-signed.pdf
set -euo pipefail
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

token=$(curl -fsS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials -d scope=service "$CHANCERY/oauth2/token" |
  field access_token)
api() { curl -fsS -H "Authorization: Bearer $token" "$CHANCERY/api/v1/$1" "${@:2}"; }

# The document as a part of a form: of any size, as it is.
request=$(api signature-requests -F "request={\"documents\":[{\"name\":\"$(basename "$1")\"}]};type=application/json" -F "documents[0]=@$1")
id=$(field id <<< "$request")
echo "Open in a browser: $(field authorization_url <<< "$request")"

# The person reads and approves.
while state=$(api "signature-requests/$id" | field state) && [[ $state =~ ^(created|prepared|signing)$ ]]; do sleep 1; done
[[ $state == signed ]] || { echo "The request ended $state: nothing was signed." >&2; exit 1; }
api "signature-requests/$id/documents/0" -o "$2"
echo "Signed: $2"
