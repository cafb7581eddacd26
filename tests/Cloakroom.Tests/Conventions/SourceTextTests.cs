using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>What no C# file of this repository contains. Words to look for are written so that this file does not contain them.</summary>
public sealed partial class SourceTextTests
{
    [Fact]
    public void Nothing_is_suppressed() =>
        Offenders.None(Repository.Lines(Repository.CSharp, Suppression()), "Mend the cause, or set the rule in .editorconfig with its reason:");

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Offenders.None(Repository.Lines(Repository.CSharp, Unfinished()), "Finish it, or leave it out:");

    [Fact]
    public void No_code_is_commented_out() =>
        Offenders.None(Repository.Lines(Repository.CSharp, CommentedOut()), "The history keeps what is gone; delete:");

    [Fact]
    public void No_test_is_switched_off() =>
        Offenders.None(Repository.Lines(Repository.CSharpUnder("tests"), SwitchedOff(), Repository.ReadCode), "Repair or delete; where a part may be missing, Assert.Skip says which:");

    [Fact]
    public void The_engine_asks_no_clock_but_the_one_it_was_given() =>
        Offenders.None(Repository.Lines(Repository.CSharpUnder("src/Cloakroom"), OwnClock(), Repository.ReadCode), "Use the injected TimeProvider:");

    [Fact]
    public void Nothing_waits_by_sleeping() =>
        Offenders.None(Repository.Lines(Repository.CSharp, Sleep(), Repository.ReadCode), "Wait for a condition, with a bound:");

    // What has no == cannot be compared by it (SessionId); this finds secrets that are strings or bytes.
    [Fact]
    public void Secrets_are_compared_in_constant_time() =>
        Offenders.None(Repository.Lines(Repository.CSharpUnder("src"), SecretCompared(), Repository.ReadCode), "Use CryptographicOperations.FixedTimeEquals:");

    [GeneratedRegex(@"#pragma\s+warning\s+disab[l]e|Suppress[M]essage|#nullable\s+disab[l]e", RegexOptions.None, 10_000)]
    private static partial Regex Suppression();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b|NotImplemented[E]xception|[Nn]ot implemente[d]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Unfinished();

    // A statement behind two slashes: it ends in a semicolon and calls or assigns something, or is a lone brace.
    [GeneratedRegex(@"^\s*//(?!/)\s*([\w.<>\[\], ]+(\(.*\)|\s[-+*/|&]?=\s.*);|[{}]|(public|private|internal|protected) .*[{;(])\s*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CommentedOut();

    [GeneratedRegex(@"\bSkip\s*=|\bSkipWhen\s*=|\bSkipUnless\s*=", RegexOptions.None, 10_000)]
    private static partial Regex SwitchedOff();

    // "?? TimeProvider.System" is what a caller gets who gives none.
    [GeneratedRegex(@"(?<!\?\? )TimeProvider\.Syste[m]|Stopwatch|Environment\.TickCoun[t]|\bnew Timer\(", RegexOptions.None, 10_000)]
    private static partial Regex OwnClock();

    [GeneratedRegex(@"Thread\.Slee[p]|SpinWait|Task\.Delay\([^)]*\)\.(Wait|GetAwaiter)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Sleep();

    [GeneratedRegex(
        @"\b\w*(secret|hmac|password|signature|expectedmac)\w*(\)|\.Value)?\s*[!=]=\s*(?!null\b|default\b|""|\d|\w+\.(Missing|Invalid|Valid|Success)\b)|\b\w*(secret|hmac|signature|mac)\w*\.SequenceEqual\(",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex SecretCompared();
}
