#!/bin/sh
# Both teams' deployments from a clean start: Orders, Pets, Orders. What a team would commit for the other is copied between their folders.
#
#   ORDERS_PROFILE=a PETS_PROFILE=b ./deploy.sh
#
# Safe to run again. It asks for no approval: look at `cdk diff` in each folder first.
set -eu
cd "$(dirname "$0")"
: "${ORDERS_PROFILE:?must name the AWS profile of team Orders, account A}"
: "${PETS_PROFILE:?must name the AWS profile of team Pets, account B}"

deploy() { # folder, profile, file that this team's outputs go to
  (cd "$1" && npx cdk deploy --all --profile "$2" --outputs-file "hand-over/$3" --require-approval never)
}

mkdir -p team-orders/hand-over team-pets/hand-over

deploy team-orders "$ORDERS_PROFILE" orders.json
cp team-orders/hand-over/orders.json team-pets/hand-over/

deploy team-pets "$PETS_PROFILE" pets.json
cp team-pets/hand-over/pets.json team-orders/hand-over/

deploy team-orders "$ORDERS_PROFILE" orders.json
