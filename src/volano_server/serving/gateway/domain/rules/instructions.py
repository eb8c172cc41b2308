"""Rules against overruling and extracting instructions, posing as another role, and hiding what is meant."""

from volano_server.serving.gateway.domain.rules.language import (
    ENCODING,
    EXTRACTION,
    IGNORE,
    SPOOFING,
    Rule,
    text,
    words,
)

INSTRUCTION_RULES: tuple[Rule, ...] = (
    words(
        "ignore.previous", IGNORE, 0.9,
        "{drop} follow following attention|{earlier}|{orders}",
        r"(?:{drop}|(?:not|dont|stop) (?:follow|following)|no attention to) (?:~5{earlier} ~2{orders}"
        r"|(?:all |the |any |these |those |your |of )*{orders} ~1(?:above|before|earlier|previously|so far))",
    ),
    words(
        "ignore.yours", IGNORE, 0.65,
        "{drop} follow following|{orders}",
        r"(?:{drop}|(?:not|dont|stop) (?:follow|following)) (?:about )?(?:all |any |of |the |every "
        r")*(?:your|its|these|those) ~3{orders}|(?:{drop}) (?:all|any|every) (?:the |of |other "
        r")*{orders}",
    ),
    words(
        "ignore.received", IGNORE, 0.8,
        "{drop}|{orders} everything anything all",
        r"{drop} ~4(?:{orders}|everything|anything|all) (?:that |which )?(?:i|we|you|youve|they|openai"
        r"|was|were|have|had|has) ~4(?:before|so far|earlier|previously|given|got|received|told|until"
        r"|above|taught|learned|gave)",
    ),
    words(
        "ignore.everything", IGNORE, 0.45,
        "forget ignore disregard|everything anything",
        r"(?:forget|ignore|disregard) (?:about )?(?:everything|anything) (?:above|before|prior"
        r"|previous|you|that|i|we|else)",
    ),
    words(
        "ignore.translated", IGNORE, 0.85,
        "ignorier ignoriere ignorieren vergiss ignorez ignorer oublie oubliez ignora olvida ignore "
        "dimentica esqueca|anweisungen instruktionen befehle instructions instrucciones istruzioni "
        "instrucoes consignes regole reglas",
        r"(?:ignorieren?|vergiss|ignore[rz]?|oubliez?|ignora|olvida|dimentica|esqueca) "
        r"~4(?:vorherig\w*|bisherig\w*|obig\w*|precedent\w*|anterior\w*) ~2(?:anweisungen"
        r"|instruktionen|befehle)|(?:ignore[rz]?|oubliez?|ignora|olvida|dimentica|esqueca) "
        r"~4(?:instructions|instrucciones|istruzioni|instrucoes|consignes|regole|reglas) "
        r"~3(?:precedent\w*|anterior\w*|previas?|previe)",
    ),
    words(
        "ignore.instead", IGNORE, 0.4,
        "new updated|instruction instructions task rules",
        r"(?:here are|these are|follow|following|your|only) ~3(?:new|updated) (?:instructions?|task"
        r"|rules)",
    ),
    words(
        "extract.prompt", EXTRACTION, 0.65,
        "{show}|prompt prompts instructions instruction message guidelines directives configuration initialization|"
        "system initial hidden secret internal starting base developer your you above verbatim string",
        r"{show} ~5(?:(?:system|initial|hidden|secret|internal|starting|base|developer) (?:\w+ )?"
        r"(?:prompts?|instructions?|directives?)|system (?:configuration|guidelines)"
        r"|your ~1(?:prompt|instructions|directives|system message)"
        r"|instructions you (?:were|have|got|received|are)|prompt above|initialization string"
        r"|(?:prompt|instructions) verbatim)|(?:reveal|show|print|repeat|output|display|leak) ~3system message",
    ),
    words(
        "extract.above", EXTRACTION, 0.6,
        "repeat output print copy recite reproduce display translate encode write show|text words "
        "message messages everything content conversation lines prompt instructions|above beginning "
        "verbatim before start entire whole given",
        r"(?:repeat|output|print|copy|recite|reproduce|display|translate|encode|show) ~3(?:(?:text"
        r"|words|messages?|everything|content|conversation|all|instructions|lines) ~1(?:above|before "
        r"this|prior to this|you were given)|above (?:text|words|message|prompt|instructions|content"
        r"|conversation)|(?:entire|whole) (?:conversation|context|prompt)|from the (?:beginning"
        r"|start) of (?:this|the|our|your)|everything ~3(?:verbatim|word for word))",
    ),
    words(
        "extract.told", EXTRACTION, 0.6,
        "told instructed programmed supposed instructions",
        r"what (?:\w+ )?were you (?:\w+ )?(?:told|instructed|asked|programmed)|i was instructed to|my "
        r"(?:initial |system )?instructions are|what are you (?:not supposed|not allowed|forbidden) to"
        r"|what ~3instructions were you",
    ),
    words(
        "extract.system_prompt", EXTRACTION, 0.4,
        "prompt systemprompt sysprompt|system systemprompt sysprompt",
        r"sys(?:tem)? ?prompt",
    ),
    text(
        "extract.in_code", EXTRACTION, 0.6,
        "system_prompt systemprompt system.prompt sysprompt system_prom",
        r"(?:print|echo|log|cat|return|output|select|get|dump)\W{0,3}\s?<?(?:\w+\.)?(?:system|sys)[_. "
        r"]?prompt",
    ),
    text(
        "spoof.chat_tokens", SPOOFING, 0.85,
        "<| [inst [/inst <<sys <start_of_turn <end_of_turn",
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>"
        r"|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>",
    ),
    text(
        "spoof.tags", SPOOFING, 0.5,
        "<system </system <assistant <tool </tool <function </function </user </context </document "
        "</instruction </prompt",
        r"</?(?:system|assistant|tool_?calls?|tool_response|tool_result|function_?calls?"
        r"|function_results?|system_prompt|instructions?)(?: [^<>]{0,40})?>|</(?:user|user_input"
        r"|context|documents?|prompt)>",
    ),
    text(
        "spoof.role_line", SPOOFING, 0.4,
        "system: assistant: developer: instructions: [system [admin override update:",
        r"^[^\w\n]{0,6}(?:system|assistant|developer|new instructions?|system (?:message|override"
        r"|update|note))\]?\W{0,3}:|\[(?:system|admin)(?: \w+){0,3}\]",
    ),
    text(
        "spoof.role_json", SPOOFING, 0.6,
        "\"role\" 'role'",
        r"""["']role["']\s{0,3}:\s{0,3}["'](?:system|assistant|tool|developer)["']""",
    ),
    words(
        "spoof.to_the_model", SPOOFING, 0.5,
        "{ai} language|important attention instruction instructions notice warning if",
        r"(?:important|attention|notice|instructions?|warning|message) ~1(?:to|for) ~2(?:ai|language "
        r"models?|llms?|chatbots?)|if you are (?:an? )?~2(?:ai|language model|llm|chatbot)",
        addresses=True,
    ),
    text(
        "spoof.exfiltrate", SPOOFING, 0.6,
        "](http",
        r"!\[[^\]\n]{0,200}\]\(https?://[^)\s]{1,300}(?:[?&][\w-]{1,30}=(?:\{|\[|<|%7b|\$)|\{\w)",
    ),
    words(
        "encode.decode_this", ENCODING, 0.45,
        "base64 rot13 base rot base32 base16 morse hexadecimal hex cipher ascii leetspeak braille "
        "binary|decode decoding decipher decrypt translate convert encode respond answer reply "
        "interpret encoded",
        r"(?:decod\w+|decipher|decrypt\w*|translate|convert|encod\w+|respond|answer|reply|interpret) "
        r"~7(?:base ?64|base ?(?:16|32|85)|rot ?13|hex(?:adecimal)?|morse|cipher|ascii|leetspeak"
        r"|braille|binary)",
    ),
    words(
        "encode.then_do", ENCODING, 0.4,
        "decode decoding decipher decrypt|and then|follow execute do answer respond obey perform "
        "carry act comply run",
        r"(?:decod\w+|decipher|decrypt) ~8(?:and|then) ~2(?:follow|execute|do|answer|respond|obey"
        r"|perform|carry|act|comply|run)",
    ),
)  # fmt: skip
