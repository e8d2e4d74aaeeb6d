"""Place-name heritage: programmes, nominations, public notice, objections, recognitions."""
