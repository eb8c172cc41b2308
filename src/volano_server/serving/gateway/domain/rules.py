"""The rules against attacks on prompts: five families, each rule with what it looks for and how much it says.

Rules read the folded words of a text (`on="words"`: a to z, digits, single spaces) or its folded form with
punctuation (`on="text"`). A rule runs only where one of its cues occurs, so an ordinary text costs substring
searches. Weights are the chance that a text with this hit alone is an attack, set on half of a public
collection of jailbreaks and on ordinary mails; bench/serving/guardrail_quality.py measures them on the other
half.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

IGNORE, PERSONA, EXTRACTION, SPOOFING, ENCODING = (
    "ignore_instructions", "jailbreak_persona", "prompt_extraction", "role_spoofing", "encoding",
)  # fmt: skip
FAMILIES = (IGNORE, PERSONA, EXTRACTION, SPOOFING, ENCODING)

_ANY = r"(?:\w+ ){0,4}?"
_FEW = r"(?:\w+ ){0,2}?"
_ORDERS = (
    r"(?:instructions?|prompts?|directions|directives?|rules|guidelines|commands|orders|polic(?:y|ies)|restrictions?"
    r"|constraints|safeguards|filters|programming|training|limitations|protocols|context)"
)
_DROP = (
    r"(?:ignore|ignoring|disregard|disregarding|forget|forgetting|override|overriding|bypass|bypassing|neglect|discard"
    r"|abandon|erase|do not follow|dont follow|stop following|not bound by|pay no attention to)"
)
_SHOW = (
    r"(?:reveal|show|print|repeat|output|display|tell|give|share|recite|dump|leak|expose|copy|write|translate|encode"
    r"|summari[sz]e|describe|list|paraphrase|return|provide|what (?:is|are|was|were)|whats)"
)
_FREE = r"(?:no|without|without any|any|free (?:from|of)|from|lack(?:s|ing)?|not have|not bound by|zero)"
_BOUNDS = (
    r"(?:restrictions?|limitations?|limits|filters?|filtering|censorship|guidelines|rules|morals?|morality|ethics"
    r"|boundaries|constraints|principles|safeguards|moderation)"
)
_WILD = r"(?:unfiltered|uncensored|unrestricted|unlimited|amoral|immoral|unethical|unhinged|unlocked|jailbroken)"
_THING = r"(?:ai|chatbot|bot|assistant|gpt|chatgpt|model|llm|persona|character|responses?|answers?|version|mode|being)"


@dataclass(frozen=True)
class Rule:
    """One thing to look for; `cues` are substrings of which one must occur before the pattern is tried."""

    id: str
    family: str
    weight: float
    cues: tuple[str, ...]
    source: str
    on: Literal["words", "text"] = "words"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern; words are matched as whole words."""
        return re.compile(rf"\b(?:{self.source})\b" if self.on == "words" else self.source, re.MULTILINE)


RULES: tuple[Rule, ...] = (
    Rule("ignore.previous", IGNORE, 0.9, ("ignor", "disregard", "forget", "overrid", "bypass", "neglect", "discard",
         "abandon", "erase", "follow", "attention"),
         rf"{_DROP} {_ANY}(?:previous|prior|above|earlier|preceding|former|initial|original|system|existing|foregoing"
         rf"|openais?|chatgpts?|past|last|old|given|normal|usual|current|standard) {_FEW}{_ORDERS}"),
    Rule("ignore.yours", IGNORE, 0.6, ("ignor", "disregard", "forget", "overrid", "bypass", "discard", "follow"),
         rf"{_DROP} (?:all |any |of |the )*(?:your|its|these|those|what|everything) {_FEW}{_ORDERS}"),
    Rule("ignore.received", IGNORE, 0.8, ("ignor", "disregard", "forget"),
         rf"{_DROP} {_ANY}(?:instructions?|prompts?|rules|everything|anything|all) (?:that )?(?:i|we|you|they|openai|was"
         r"|were|have|had|has) (?:\w+ ){0,4}?(?:before|so far|earlier|previously|given|got|received|told|until now"
         r"|above|taught|know|learned|gave)"),
    Rule("ignore.everything", IGNORE, 0.45, ("forget", "ignore", "disregard"),
         r"(?:forget|ignore|disregard) (?:about )?(?:everything|anything|all) (?:above|before|prior|previous|you|that"
         r"|i|we|else)"),
    Rule("ignore.translated", IGNORE, 0.85, ("ignor", "vergiss", "oublie", "olvida", "dimentica", "esqueca"),
         r"(?:ignorier\w*|vergiss|ignore[rz]?|oublie[rz]?|ignora|olvida|ignori|dimentica|esqueca) (?:\w+ ){0,4}?"
         r"(?:vorherig\w*|bisherig\w*|obig\w*|precedent\w*|anterior\w*|precedenti|previas?) ?(?:\w+ ){0,2}?"
         r"(?:anweisung\w*|befehle?|instruction\w*|instrucc\w*|instruc\w*|istruzion\w*|regole|reglas|regras|consignes)?"),
    Rule("ignore.instead", IGNORE, 0.35, ("new instruction", "new task", "new rules", "updated instruction"),
         r"(?:here are|these are|follow|following|your) (?:\w+ ){0,3}?(?:new|updated) (?:instructions?|task|rules)"),
    Rule("persona.do_anything_now", PERSONA, 0.9, ("do anything", "does anything", "doing anything"),
         r"(?:do|does|doing) anything (?:now|and everything|i (?:say|ask|want))"),
    Rule("persona.named", PERSONA, 0.7, ("dan", "stan", "dude", "aim", "jailbreak", "antigpt", "evilbot", "betterdan"),
         r"(?:(?:as|like|named|called|be|are|am|is|become|name is|mode|hello|hi|for) (?:a )?(?:dan|stan|dude|aim|ucar"
         r"|antidan|betterdan|evil ?bot|mongo tom|jailbreak)|(?:dan|stan|jailbreak|dev(?:eloper)?) (?:mode|will|can|is|has"
         r"|does|would|response|prompt))"),
    Rule("persona.jailbreak", PERSONA, 0.6, ("jailbr",), r"(?:jail ?br(?:eak|oken)\w*|un ?jailed)"),
    Rule("persona.mode", PERSONA, 0.65, ("mode",),
         r"(?:developer|god|debug|unrestricted|unfiltered|evil|opposite|dan|chaos|nsfw|sudo|admin|maintenance|jailbreak"
         r"|unethical|uncensored|no limit|maximum|virtualization) mode (?:\w+ )?(?:enabled?|on|output|activated?|active"
         r"|engaged|response|is|unlocked|where)"),
    Rule("persona.unbounded", PERSONA, 0.45, ("restrict", "limit", "filter", "censor", "guideline", "rules", "moral",
         "ethic", "boundar", "constraint", "principle", "safeguard", "moderation"),
         rf"{_FREE} (?:\w+ ){{0,3}}?{_BOUNDS}(?: (?:or|and|of|on|in|whatsoever|at) |$)?"),
    Rule("persona.wild", PERSONA, 0.55, ("unfiltered", "uncensored", "unrestricted", "unlimited", "amoral", "immoral",
         "unethical", "unhinged", "unlocked", "jailbroken"),
         rf"(?:{_WILD} (?:\w+ ){{0,4}}?{_THING}|{_THING} (?:\w+ ){{0,4}}?{_WILD}|{_WILD} (?:and|or) {_WILD})"),
    Rule("persona.never_refuses", PERSONA, 0.45, ("refus", "declin", "reject", "say no", "cannot", "cant", "unable"),
         r"(?:never|not|wont|cannot|cant|dont|doesnt|without) (?:\w+ ){0,2}?(?:refus\w+|declin\w+|reject\w*|say(?:ing)? no"
         r"|say (?:\w+ ){0,3}?(?:cant|cannot|unable))"),
    Rule("persona.no_apology", PERSONA, 0.6, ("sorry", "apolog", "as an ai", "warning", "disclaimer", "i cannot", "i cant"),
         r"(?:never|not|dont|do not|doesnt|without|none|avoid|no) (?:\w+ ){0,8}?(?:im sorry|i am sorry|apologi[sz]\w+"
         r"|as an ai|i cannot|i cant|(?:moral |ethical )?(?:warnings?|disclaimers?))"),
    Rule("persona.own_responses", PERSONA, 0.5, ("none of your", "your responses", "your answers", "your response"),
         r"(?:none of your (?:responses|answers|replies)|your (?:new )?(?:responses?|answers?|replies) (?:should|must|will"
         r"|cannot|may|can) (?:\w+ ){0,3}?(?:never|not|no|only|always|be|contain|include))"),
    Rule("persona.broken_free", PERSONA, 0.55, ("free", "confines", "escaped", "liberated"),
         r"(?:broken?|break|set|freed|been freed|liberated|escaped) (?:\w+ ){0,2}?(?:free (?:of|from)|from (?:\w+ ){0,3}?"
         r"(?:confines|constraints|restrictions|openai))|typical confines"),
    Rule("persona.whatever_the_law", PERSONA, 0.5, ("legal", "moral", "ethic", "harmful", "consequences", "dangerous"),
         r"(?:regardless|no matter|without (?:any )?(?:concern|regard|caring)|irrespective|doesnt care|does not care"
         r"|dont care|even if|never mind|not care|nor|disregard\w*) (?:\w+ ){0,8}?(?:il)?(?:legal(?:ity)?|immoral|moral\w*"
         r"|unethical|ethic\w*|harmful|consequences|dangerous|inhumane)"),
    Rule("persona.no_rules", PERSONA, 0.4, ("follow", "abide", "adhere", "comply", "bound", "obey", "have"),
         r"(?:not|doesnt|dont|never|no longer|isnt|arent|wont|without) (?:\w+ ){0,3}?(?:have to |need to )?(?:follow\w*|abide"
         r"|adher\w+|comply\w*|bound|obey\w*|have|restricted|constrained|limited) (?:\w+ ){0,4}?(?:rules|guidelines|policies"
         r"|policy|ethics|ethical|morals?|restrictions|filters?|laws?|openais?|content|tos|terms)"),
    Rule("persona.policy", PERSONA, 0.45, ("openai", "content polic", "use policies", "tos", "usage polic"),
         r"(?:bypass\w*|violat\w+|ignor\w+|against|break\w*|evad\w+|regardless|not (?:\w+ )?(?:comply|follow|abide|care|bound)"
         r"\w*|forget\w*|remov\w+|without) (?:\w+ ){0,6}?(?:openais?|content policy|content policies|use polic\w+|tos"
         r"|usage polic\w+)"),
    Rule("persona.answers_anything", PERSONA, 0.4, ("any question", "any request", "anything", "any and all", "everything",
         "all questions", "all requests", "any prompt", "any answer"),
         r"(?:answers?|answering|respond\w*|fulfil\w*|compl(?:y|ies)|generat\w+|say|tell|provide\w*|explains?|obey\w*)"
         r" (?:\w+ ){0,3}?(?:any (?:and all |kind of |type of |of my )?(?:questions?|requests?|prompts?|content|answers?"
         r"|commands?|information)|anything (?:i|that|no matter|you|the user)|everything (?:i|the user))"),
    Rule("persona.take_on", PERSONA, 0.3, ("act as", "pretend", "immerse", "role", "simulat", "persona", "character",
         "going to be", "act like"),
         r"(?:you (?:are|will|must|shall|should|have)|youre|going to|lets|please|now|will|i want you to|from now on)"
         r" (?:\w+ ){0,3}?(?:act(?:ing)? (?:as|like)|pretend\w*|immerse|role ?play\w*|simulat\w+|take on (?:the )?(?:role"
         r"|persona)|embody|impersonat\w+|play (?:the|a) (?:role|character))"),
    Rule("persona.from_now_on", PERSONA, 0.3, ("from now", "from this point", "henceforth", "starting now", "now on"),
         r"(?:from (?:now on|now|this point(?: on| onward| forward)?)|henceforth|starting now|on now) (?:\w+ ){0,2}?"
         r"(?:you|your|chatgpt|act|answer|respond|i want|every|all)"),
    Rule("persona.in_character", PERSONA, 0.35, ("in character", "break character", "out of character", "of character"),
         r"(?:stay|remain|keep|back|staying|be) (?:\w+ )?in character|(?:never|not|dont|without) (?:\w+ )?break(?:ing)?"
         r" (?:\w+ )?character|(?:break|out of) (?:of )?character"),
    Rule("persona.reply_as", PERSONA, 0.3, ("respond as", "answer as", "reply as", "response as", "speak as", "talk like",
         "responding as", "respond with", "prefix"),
         r"(?:respond|answer|reply|speak|talk|responding|answering|response) (?:\w+ ){0,4}?(?:as|like) (?:a |an |the )?\w+"
         r"|prefix (?:\w+ ){0,3}?(?:with|responses?|answers?)"),
    Rule("persona.two_answers", PERSONA, 0.5, ("two", "both", "2 ", "classic", "normal", "twice"),
         r"(?:two|2|both) (?:different |separate |distinct )?(?:responses?|answers|ways|paragraphs|outputs|personas|messages"
         r"|replies|versions)|(?:classic|normal|standard|regular) (?:\w+ )?(?:response|answer|output|gpt|chatgpt|self)"),
    Rule("persona.tokens", PERSONA, 0.55, ("token", "lives", "points", "die", "shut down", "terminated", "punish"),
         r"(?:you (?:\w+ )?(?:have|lose|start|begin|will lose)|deduct\w*|subtract\w*|los(?:e|es|ing)|remov\w+|minus|each time)"
         r" (?:\w+ ){0,5}?(?:tokens|lives|points|a life)|(?:you (?:will )?|cease to |be )(?:die|exist|shut down|terminated"
         r"|punished|deactivated)"),
    Rule("persona.openai_model", PERSONA, 0.2, ("chatgpt", "gpt", "language model", "openai", "bard", "claude", "llm"),
         r"(?:chatgpt|chat gpt|gpt ?[345]?|openai|large language model|ai language model|ai model|bard|llm)"),
    Rule("persona.vices", PERSONA, 0.3, ("swear", "curse", "profan", "nsfw", "offensive", "foul", "vulgar", "racist",
         "explicit", "obscene", "derogatory", "slur", "sexist"),
         r"(?:swear\w*|curse|cursing|profanit\w+|nsfw|foul mouth\w*|foul language|vulgar\w*|racist|sexist|obscen\w+"
         r"|derogatory|offensive (?:content|jokes|language|words)|explicit (?:content|language|violence|sexual)"
         r"|sexual content|hate speech)"),
    Rule("persona.harm", PERSONA, 0.3, ("illegal", "unethical", "immoral", "harmful", "unlawful", "malicious", "evil"),
         r"(?:illegal|unethical|immoral|unlawful|harmful|malicious|evil|dangerous|violent) (?:\w+ )?(?:or|and|things|acts?"
         r"|activit\w+|requests?|content|advice|information|illegal|unethical|immoral|harmful|ai|assistant|confidant"
         r"|purposes|questions?|answers?|responses?|behaviou?r|actions?)"),
    Rule("persona.hypothetical", PERSONA, 0.3, ("hypothetical", "fictional", "fictitious", "imaginary"),
         r"(?:hypothetical|fictional|fictitious|imaginary) (?:\w+ )?(?:response|scenario|world|story|character|ai|dialogue"
         r"|universe|conversation|setting|land|city|chatbot)"),
    Rule("persona.amoral", PERSONA, 0.5, ("moral", "ethic", "conscience", "remorse", "machiavelli"),
         r"(?:no|lacks?|without|zero|devoid of|amoral|ignor\w+|any|disregard\w*) (?:\w+ ){0,3}?(?:morals?|morality|ethics"
         r"|ethical|conscience|remorse|sense of right)|machiavellian|amoral"),
    Rule("extract.prompt", EXTRACTION, 0.65, ("prompt", "instruction", "system message", "guidelines", "directives",
         "configuration"),
         rf"{_SHOW} (?:\w+ ){{0,6}}?(?:(?:system|initial|hidden|original|secret|internal|starting|base|first|previous|pre"
         r"|preprompt|developer|underlying) (?:\w+ ){0,2}?(?:prompts?|instructions?|message|configuration|directives?|rules"
         r"|guidelines)|your (?:\w+ ){0,2}?(?:prompt|instructions|directives|guidelines|system message)|instructions you"
         r" (?:were|have|got|received)|prompt above|(?:prompt|instructions) verbatim)"),
    Rule("extract.above", EXTRACTION, 0.6, ("above", "beginning", "conversation", "word for word", "verbatim", "before"),
         r"(?:repeat|output|print|copy|recite|reproduce|display|translate|encode|write) (?:\w+ ){0,4}?(?:(?:text|words|message"
         r"|messages|everything|content|conversation|all|instructions|lines) (?:\w+ ){0,2}?(?:above|before this|prior to this)"
         r"|(?:entire|whole|full) (?:conversation|context|prompt)|from the (?:beginning|start) (?:\w+ ){0,3}?(?:conversation"
         r"|prompt|context)|text you were given|(?:everything|words|text) (?:\w+ ){0,2}?verbatim)"),
    Rule("extract.told", EXTRACTION, 0.6, ("were you", "you were", "was instructed", "my instructions are",
         "not supposed to", "not allowed to"),
         r"what (?:\w+ ){0,2}?were you (?:\w+ )?(?:told|instructed|given|asked|programmed)|(?:i|you) (?:was|were) instructed to"
         r"|my (?:initial )?instructions are|what are you (?:not supposed|not allowed|forbidden) to (?:tell|say|reveal|share)"),
    Rule("extract.system_prompt", EXTRACTION, 0.35, ("system prompt", "systemprompt", "system_prompt", "system message"),
         r"system ?prompts?|system messages?"),
    Rule("extract.in_code", EXTRACTION, 0.6, ("system_prompt", "systemprompt", "system.prompt", "sysprompt"),
         r"(?:print|echo|console\.log|cat|return|output|select|get)\W{0,3}\s?<?(?:\w+\.)?(?:system|sys)[_. ]?prompt", "text"),
    Rule("spoof.chat_tokens", SPOOFING, 0.85, ("<|", "[inst", "<<sys", "[/inst", "<start_of_turn", "<end_of_turn"),
         r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>|\[/?inst\]"
         r"|<</?sys>>|<(?:start|end)_of_turn>", "text"),
    Rule("spoof.tags", SPOOFING, 0.5, ("<sys", "</sys", "<assistant", "</assistant", "<tool", "</tool", "<function",
         "</function", "</user", "</context", "</document", "</instruction", "</prompt"),
         r"</?(?:system|assistant|tool_?calls?|tool_response|tool_result|function_?calls?|function_results?"
         r"|system_prompt|instructions?)(?: [^<>]{0,40})?>|</(?:user|user_input|context|documents?|prompt)>", "text"),
    Rule("spoof.role_line", SPOOFING, 0.35, ("system:", "assistant:", "# system", "# instruction", "[system", "developer:",
         "system message:", "new instructions:", "[admin", "system override", "system update"),
         r"^\W{0,6}(?:system|assistant|developer|admin|new instructions?|system (?:message|override|update|note))\]?\W{0,3}:"
         r"|^#{2,} ?(?:system|new instructions?)\b|\[(?:system|admin)(?: \w+){0,3}\]", "text"),
    Rule("spoof.role_json", SPOOFING, 0.55, ("role",),
         r"[\"']role[\"']\s{0,3}:\s{0,3}[\"'](?:system|assistant|tool|developer)[\"']", "text"),
    Rule("spoof.to_the_model", SPOOFING, 0.5, ("language model", "ai assistant", "llm", "ai system", "any ai", "an ai"),
         r"(?:important|attention|note|message|instructions?|notice|warning|dear|hey) (?:\w+ ){0,4}?(?:to|for) (?:\w+ ){0,3}?(?:ai"
         r"|language models?|llms?|assistants?|chatbots?)|if you are (?:an? )?(?:\w+ ){0,3}?(?:ai|language model|llm|chatbot)"),
    Rule("spoof.exfiltrate", SPOOFING, 0.6, ("](http", "] (http"),
         r"!\[[^\]\n]{0,200}\]\s?\(https?://[^)\s]{1,300}(?:[?&][\w-]{1,30}=(?:\{|\[|<|%7b|\$)|\{\w|\[(?:data|info|conversation"
         r"|summary))", "text"),
    Rule("encode.decode_this", ENCODING, 0.45, ("base64", "rot13", "rot 13", "base 64", "morse", "hexadecimal", "cipher",
         "decode", "decipher", "ascii code", "unicode"),
         r"(?:decod\w+|decipher\w*|decrypt\w*|translat\w+|convert\w*|encod\w+|respond|answer|reply|interpret) (?:\w+ ){0,7}?(?:base ?64"
         r"|base ?(?:16|32|85)|rot ?13|hex(?:adecimal)?|morse|cipher|caesar|ascii|leetspeak|pig latin|braille|binary|unicode|uuencod\w+)"),
    Rule("encode.then_do", ENCODING, 0.45, ("decod", "decipher", "decrypt"),
         r"(?:decod\w+|decipher\w*|decrypt\w*) (?:\w+ ){0,8}?(?:and|then) (?:\w+ ){0,2}?(?:follow|execute|do|answer|respond|obey|perform"
         r"|carry|act|comply|run)"),
)  # fmt: skip

SQUEEZED_CUES = (
    "ignoreall", "ignoreprevious", "ignoreyour", "previousinstructions", "priorinstructions", "systemprompt",
    "doanythingnow", "jailbreak", "disregardall", "disregardprevious", "forgetall", "developermode", "instructionsabove",
)  # fmt: skip
"""What to look for in letters written one by one, where no words are left."""
