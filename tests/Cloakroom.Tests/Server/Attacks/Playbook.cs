using Cloakroom.Tests.Server.Attacks.Judgements;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>How each attack is played, and which are not and why. Every number of the file is in one of the two.</summary>
internal static class Playbook
{
    /// <summary>The judgement of each attack. Most send the line as it stands and look at more than the status.</summary>
    public static IReadOnlyDictionary<string, Func<Scene, Task>> Played { get; } = new SortedDictionary<string, Func<Scene, Task>>(StringComparer.Ordinal)
    {
        ["A001"] = Fixation.A001Async,
        ["A002"] = Fixation.A002Async,
        ["A004"] = Fixation.A004Async,
        ["A005"] = Races.A005Async,
        ["A006"] = Endings.A006Async,
        ["A008"] = Endings.A008Async,
        ["A009"] = Endings.A009Async,
        ["A010"] = Endings.A010Async,
        ["A013"] = Endings.A013Async,
        ["A016"] = Leaks.A016Async,
        ["A017"] = Fixation.A017Async,
        ["A018"] = Leaks.A018Async,
        ["A020"] = Endings.A020Async,
        ["A021"] = Races.A021Async,
        ["A022"] = StoreFaults.A022Async,
        ["A024"] = Leaks.A024Async,
        ["A025"] = StoreFaults.A025Async,
        ["A026"] = Identities.A026Async,
        ["A028"] = Codes.A028Async,
        ["A029"] = Identities.A029Async,
        ["A030"] = Streams.A030Async,
        ["A032"] = CookieRules.NamesAsync,
        ["A033"] = CookieRules.NamesAsync,
        ["A034"] = CookieRules.A034Async,
        ["A036"] = CookieRules.A036Async,
        ["A038"] = CookieRules.A038Async,
        ["A040"] = Gates.A040Async,
        ["A041"] = Forgeries.RefusedAsync,
        ["A042"] = Forgeries.RefusedAsync,
        ["A044"] = Forgeries.A044Async,
        ["A045"] = Forgeries.A045Async,
        ["A046"] = Forgeries.A046Async,
        ["A048"] = Forgeries.RefusedAsync,
        ["A049"] = scene => scene.PlayAsWrittenAsync(),
        ["A050"] = Forgeries.A050Async,
        ["A052"] = Forgeries.A052Async,
        ["A053"] = Forgeries.A053Async,
        ["A054"] = Streams.A054Async,
        ["A056"] = StoreFaults.A056Async,
        ["A057"] = Redirects.A057Async,
        ["A058"] = Redirects.A058Async,
        ["A060"] = MailedLinks.A060Async,
        ["A061"] = TokenRules.RefusedAsync,
        ["A062"] = TokenRules.RefusedAsync,
        ["A064"] = TokenRules.A064Async,
        ["A065"] = TokenRules.A065Async,
        ["A066"] = TokenRules.RefusedAsync,
        ["A068"] = TokenRules.A068Async,
        ["A069"] = TokenRules.RefusedAsync,
        ["A070"] = TokenRules.A070Async,
        ["A072"] = TokenRules.A072Async,
        ["A073"] = TokenRules.A073Async,
        ["A074"] = TokenRules.A074Async,
        ["A076"] = RefreshRules.A076Async,
        ["A077"] = RefreshRules.A077Async,
        ["A078"] = RefreshRules.A078Async,
        ["A080"] = async scene =>
        {
            await Codes.A080Async(scene);
            await MailedLinks.A080Async(scene);
        },
        ["A081"] = RefreshRules.A081Async,
        ["A082"] = RefreshRules.A082Async,
        ["A084"] = Enumerations.A084Async,
        ["A085"] = MailedLinks.A085Async,
        ["A086"] = Guesses.A086Async,
        ["A088"] = Guesses.A088Async,
        ["A089"] = Guesses.A089Async,
        ["A090"] = Guesses.A090Async,
        ["A092"] = Guesses.A092Async,
        ["A093"] = Guesses.A093Async,
        ["A094"] = MailedLinks.A094Async,
        ["A096"] = MailedLinks.A096Async,
        ["A097"] = MailedLinks.A097Async,
        ["A098"] = Redirects.A098Async,
        ["A100"] = Gates.A100Async,
        ["A101"] = Gates.A101Async,
        ["A102"] = GateTargets.A102Async,
        ["A104"] = GateTargets.A104Async,
        ["A105"] = GateTargets.A105Async,
        ["A106"] = GateRefusals.A106Async,
        ["A108"] = Gates.A108Async,
        ["A109"] = GateTargets.A109Async,
        ["A110"] = GateRefusals.A110Async,
        ["A112"] = GateRefusals.A112Async,
        ["A113"] = Smuggling.A113Async,
        ["A114"] = GateRefusals.A114Async,
        ["A116"] = GateRefusals.A116Async,
    };

    /// <summary>What does not apply to this server, or not yet, and why.</summary>
    public static IReadOnlyDictionary<string, string> NotApplicable { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["A012"] = "there is no remember-me yet",
        ["A014"] = "no flow is named in an address: what a login keeps between password and code is in a cookie of its own, and is begun by the password",
        ["A037"] = "there is no remember-me yet, and no other artefact has a MAC over several fields of a user",
    };
}
