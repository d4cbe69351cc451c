package no_execute // want contract.execute: there is no function Execute
