"""Coverage: the four rates of sign installation, by stratum and county, with what they rest on."""
