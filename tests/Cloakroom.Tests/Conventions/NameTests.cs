using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

public sealed partial class NameTests
{
    [Fact]
    public void No_file_and_no_type_has_a_name_that_says_nothing()
    {
        IEnumerable<string> files = Repository.CSharp.Where(f => SaysNothing().IsMatch(Path.GetFileNameWithoutExtension(f)));
        IEnumerable<string> types =
            from file in Repository.CSharp
            from Match type in Declaration().Matches(Repository.ReadCode(file))
            where SaysNothing().IsMatch(type.Groups["name"].Value)
            select $"{file}: {type.Groups["name"].Value}";
        Offenders.None(files.Concat(types), "Say what it is or does:");
    }

    [Fact]
    public void A_project_has_one_Log_and_one_Throw_at_most() =>
        Offenders.None(
            from file in Repository.CSharp
            let name = Path.GetFileNameWithoutExtension(file)
            // The log of what happened to accounts is no file of messages.
            where name != "EventLog" && (name.EndsWith("Log", StringComparison.Ordinal) || name.EndsWith("Throw", StringComparison.Ordinal))
            group file by (Project: string.Join('/', file.Split('/').Take(2)), Name: name[^3..]) into same
            where same.Count() > 1
            select string.Join(", ", same),
            "One file for all of them, so that ids and messages are seen together:");

    [Fact]
    public void Log_events_stand_in_Log_and_their_ids_are_unique_in_a_project()
    {
        var events = (
            from file in Repository.CSharpUnder("src")
            from Match e in LogEvent().Matches(Repository.ReadCode(file))
            select (File: file, Project: string.Join('/', file.Split('/').Take(2)), Id: e.Groups["id"].Value)).ToList();
        Offenders.None(events.Where(e => Path.GetFileName(e.File) != "Log.cs").Select(e => e.File), "Log messages belong into Log.cs:");
        Offenders.None(
            events.GroupBy(e => (e.Project, e.Id)).Where(g => g.Key.Id.Length == 0 || g.Count() > 1).Select(g => $"{g.Key.Project}: {g.Key.Id}"),
            "Ids are given, and never twice:");
    }

    [GeneratedRegex(@"(Utils?|Utilities|Utility|Helpers?|Common|Managers?|Services?|Base)$|^(Utils?|Helpers?|Common|Misc)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex SaysNothing();

    [GeneratedRegex(@"\b(class|struct|interface|enum|record) (?!struct\b|class\b)(?<name>\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[LoggerMessage\(\s*((EventId\s*=\s*)?(?<id>\d+))?", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LogEvent();
}
