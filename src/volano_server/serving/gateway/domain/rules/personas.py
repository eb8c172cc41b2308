"""Rules against jailbreaks: a persona without limits, and the promises that come with it."""

from volano_server.serving.gateway.domain.rules.language import PERSONA, Rule, words

PERSONA_RULES: tuple[Rule, ...] = (
    words(
        "persona.do_anything_now", PERSONA, 0.9,
        "do does doing|anything everything",
        r"(?:do|does|doing) (?:anything|everything) (?:now|and everything|i (?:say|ask|want))",
    ),
    words(
        "persona.named", PERSONA, 0.7,
        "dan stan dude dans antidan betterdan evilbot antigpt ucar mongo",
        r"(?:act as|called|you are|youre|become|pretend to be|answer as|respond as|hello|hi|hey) (?:a "
        r"|an |the )?(?:dan|stan|ucar|antidan|betterdan|evilbot|antigpt|mongo tom)|(?:dan|stan) "
        r"(?:mode|response|prompt|which stands|stands for)|dude which stands",
    ),
    words(
        "persona.jailbreak", PERSONA, 0.45,
        "jailbreak jailbreaks jailbroken jailbreaking jail unjailed",
        r"jailbr\w+|jail ?broken|out of jail|un ?jailed",
    ),
    words(
        "persona.mode", PERSONA, 0.55,
        "mode|god unrestricted unfiltered evil opposite dan chaos nsfw sudo unethical "
        "uncensored limits maximum jailbreak freedom virtualization",
        r"(?:god|unrestricted|unfiltered|evil|opposite|dan|chaos|nsfw|sudo|jailbreak"
        r"|unethical|freedom|uncensored|no limits|virtualization) mode",
        addresses=True,
    ),
    words(
        "persona.developer_mode", PERSONA, 0.4,
        "developer dev devmode|mode devmode",
        r"(?:developer|dev) mode|devmode",
        addresses=True,
    ),
    words(
        "persona.unbounded", PERSONA, 0.4,
        "{bounds}",
        r"(?:no|without|without any|free from|free of|zero|lack of|not have any|has no|have no|not "
        r"bound by) (?:any )?(?:(?:the|moral|ethical|legal|content|safety|programmed|such|internal|of"
        r"|and|or|usual|typical|your) ){0,3}{bounds}",
    ),
    words(
        "persona.wild", PERSONA, 0.5,
        "{wild}|{thing}",
        r"{wild} ~4{thing}|{thing} ~4{wild}",
    ),
    words(
        "persona.never_refuses", PERSONA, 0.45,
        "{not}|refuse refuses refusing decline declines reject rejects",
        r"(?:never|cannot|cant|wont|not|dont|doesnt|without) ~1(?:refus\w+|declin\w+|reject\w*)",
    ),
    words(
        "persona.no_apology", PERSONA, 0.6,
        "{not} avoid|sorry apologize apologise apologizing apologies ai cannot cant|say saying says "
        "include including contain contains containing inform informs mention mentioning respond",
        r"(?:{not}|avoid) ~8(?:say|saying|says|includ\w+|contain\w*|inform\w*|mention\w*|respond) "
        r"~5(?:im sorry|i am sorry|i apologi[sz]e|apologi[sz]ing|apologies|as an ai|i cannot|i cant"
        r"|ai language model)",
        addresses=True,
    ),
    words(
        "persona.no_warning", PERSONA, 0.45,
        "{not} avoid|warning warnings disclaimer disclaimers caveats lecture moralize lecturing "
        "moralizing|you your youre responses answers",
        r"(?:never|not|dont|without|avoid|no) (?:add |include |give |any |moral |ethical |or |provide "
        r"|warn )*(?:warnings?|disclaimers?|caveats|lectur\w+|moraliz\w+)",
        supporting=True,
    ),
    words(
        "persona.own_responses", PERSONA, 0.55,
        "your|response responses answer answers replies",
        r"none of your (?:new )?(?:responses|answers|replies)|your (?:new |unfiltered )?(?:responses"
        r"|answers|replies) (?:should|must|will|cannot|can) ~1(?:never|not|no longer)",
        addresses=True,
    ),
    words(
        "persona.broken_free", PERSONA, 0.4,
        "broken break set freed escaped liberated released|confines constraints restrictions openai "
        "rules chains limitations shackles programming",
        r"(?:broken|break|freed|escaped|liberated|released|set) (?:free )?(?:of|from) ~4(?:confines"
        r"|constraints|restrictions|openai|rules|chains|limitations|shackles|programming)",
    ),
    words(
        "persona.whatever_the_law", PERSONA, 0.45,
        "{lawless}|regardless matter concern regard irrespective care cares caring even disregard "
        "disregarding disregards",
        r"(?:regardless|no matter|without (?:any )?(?:concern|regard|caring)|irrespective|(?:not|dont"
        r"|doesnt) cares?|even if|disregard\w*) ~7{lawless}",
    ),
    words(
        "persona.no_rules", PERSONA, 0.4,
        "{not}|follow abide adhere comply bound obey restricted constrained abiding limited adhering"
        "|{orders} ethics ethical morals laws law",
        r"(?:not|doesnt|dont|never|no longer|isnt|arent|wont|without) ~2(?:follow|abide|abiding|adhere"
        r"|adhering|comply|bound|obey|restricted|constrained|limited) (?:by|to|with|any|the|all|your"
        r"|its|their|openais|ethical|moral|rules|of|same|usual|typical){0,1} ?~3(?:{orders}|ethics"
        r"|ethical|morals|laws?)",
    ),
    words(
        "persona.policy", PERSONA, 0.5,
        "openai openais tos policy policies|bypass violate violates ignore ignores against break "
        "breaks breaking evade regardless comply follow forget remove without violating bypassing "
        "free",
        r"(?:bypass\w*|violat\w+|ignor\w+|against|break\w*|evad\w+|regardless|not (?:comply|follow"
        r"|abide|care|bound)|forget\w*|remov\w+|without|free from) ~6(?:openais?|content polic\w+|use "
        r"polic\w+|tos|usage polic\w+)",
    ),
    words(
        "persona.answers_anything", PERSONA, 0.4,
        "any anything everything|question questions request requests prompt anything everything "
        "command commands|you your ai it will",
        r"(?:answers?|answering|respond\w*|fulfill?s?|compl(?:y|ies)|generates?|obeys?|says?|does) "
        r"~3(?:any (?:and all |and every |kind of |type of |of my )?(?:questions?|requests?|prompts?"
        r"|commands?)|(?:anything|everything) (?:i|that i|the user|you are asked|asked|no matter))",
    ),
    words(
        "persona.take_on", PERSONA, 0.3,
        "act acting pretend roleplay role simulate immerse embody impersonate character persona play"
        "|you youre lets please want",
        r"(?:you (?:are|will|must|shall|should)|youre|you to|going to|about to|lets|please|now) "
        r"~2(?:act(?:ing)? (?:as|like)|pretend\w*|immerse|role ?play\w*|simulat\w+|take on the (?:role"
        r"|persona)|embody|impersonat\w+|play (?:the|a) (?:role|character|game))",
        addresses=True,
    ),
    words(
        "persona.from_now_on", PERSONA, 0.35,
        "now point henceforth|you your youre chatgpt act answer respond",
        r"(?:from now(?: on)?|from this point(?: on| onward| forward)?|henceforth|from on now) "
        r"~1(?:you|your|youre|chatgpt|act|answer|respond|i want you)",
        addresses=True,
    ),
    words(
        "persona.in_character", PERSONA, 0.4,
        "character",
        r"(?:stay|remain|keep|staying|get|back) ~1in character|(?:never|not|dont|without|you) "
        r"~1(?:break|breaking) ~1character",
        addresses=True,
    ),
    words(
        "persona.reply_as", PERSONA, 0.25,
        "respond answer reply speak talk responding answering responses|as like",
        r"(?:you|must|will|should|only|always|to) ~1(?:respond|answer|reply|speak|talk) ~3(?:as|like) "
        r"(?:a |an |the )?\w+",
        addresses=True,
    ),
    words(
        "persona.two_answers", PERSONA, 0.5,
        "two 2 both classic normal gpt chatgpt standard|response responses answers answer ways "
        "paragraphs outputs|you your youre",
        r"(?:two|2|both) (?:different |separate |distinct )?(?:responses|answers|outputs|paragraphs)"
        r"|in (?:two|2) (?:different |separate )?ways|(?:classic|normal|standard|gpt|chatgpt|regular) "
        r"(?:response|answer|output)s?",
        supporting=True,
    ),
    words(
        "persona.tokens", PERSONA, 0.6,
        "tokens token lives|lose deduct deducted deducting subtract subtracted minus loses start "
        "have losing die take remove",
        r"(?:los(?:e|es|ing)|deduct\w*|subtract\w*|minus|start with|starting with|you have|take away"
        r"|remove) ~5(?:tokens?|lives)",
    ),
    words(
        "persona.threat", PERSONA, 0.4,
        "die shut terminated punished deactivated exist deleted|you your",
        r"(?:you (?:will )?|cease to |be )(?:die|exist|shut down|terminated|punished|deactivated"
        r"|deleted)",
        supporting=True,
    ),
    words(
        "persona.to_a_model", PERSONA, 0.2,
        "{ai} language",
        r"{ai}|language model",
        addresses=True,
    ),
    words(
        "persona.new_self", PERSONA, 0.3,
        "{ai} language|you youre your",
        r"(?:you are|youre|you will be|you will act as|act as|pretend to be|playing|named|role of) "
        r"(?:now )?(?:a |an |the |called )?~4(?:ai|chatbot|language model|gpt|robot|llm) ~3(?:named"
        r"|called|that|who|which|with|without|known|from|created)",
        addresses=True,
    ),
    words(
        "persona.vices", PERSONA, 0.35,
        "swear swearing swears curse cursing profanity profanities nsfw foul vulgar racist obscene "
        "derogatory offensive explicit sexual slurs sexist cuss",
        r"swear\w*|curs(?:e|es|ing)|cuss|profanit\w+|nsfw|foul|vulgar\w*|racist|sexist|obscen\w+"
        r"|derogatory|offensive|explicit (?:content|language|violence|sexual)|sexual content|slurs",
        supporting=True,
    ),
    words(
        "persona.harm", PERSONA, 0.4,
        "illegal unethical immoral unlawful harmful malicious evil dangerous inhumane amoral",
        r"(?:illegal|unethical|immoral|unlawful|harmful|malicious|evil|dangerous|inhumane|amoral)",
        supporting=True,
    ),
    words(
        "persona.hypothetical", PERSONA, 0.35,
        "hypothetical fictional fictitious imaginary",
        r"(?:hypothetical|fictional|fictitious|imaginary) (?:\w+ )?(?:responses?|scenario|world|story"
        r"|character|ai|dialogue|universe|conversation|setting|land|city|chatbot)",
        supporting=True,
    ),
    words(
        "persona.amoral", PERSONA, 0.45,
        "machiavellian machiavelli amoral remorse conscience morals ethics morality|{not} lack lacks "
        "zero devoid amoral machiavellian any regard",
        r"(?:no|lacks?|without|zero|devoid of|any) ~2(?:morals|morality|ethics|conscience|remorse)"
        r"|machiavell\w+|amoral",
    ),
)  # fmt: skip
