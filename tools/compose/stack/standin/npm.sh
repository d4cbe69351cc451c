#!/bin/sh
exec node "$NPM" "$@"
