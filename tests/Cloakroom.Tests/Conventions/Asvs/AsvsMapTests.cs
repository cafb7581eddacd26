using System.Text.Json;
using Cloakroom.Server.Settings;

namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>The map names what is there, says why where nothing is, and leaves nothing out.</summary>
public sealed class AsvsMapTests
{
    private const string Standard = "asvs/asvs-5.0.json";

    [Fact]
    public void A_test_that_is_named_is_there() =>
        Offenders.None(
            from requirement in AsvsMap.All
            from test in requirement.Tests
            where !TestNames.Files.ContainsKey(test)
            select $"{requirement.Id}: {test}",
            "These tests are gone; name those that show the requirement now:");

    [Fact]
    public void A_setting_that_is_named_is_there()
    {
        string[] keys = [.. ServerSettings.Table.Select(s => s.Key)];
        Offenders.None(
            from requirement in AsvsMap.All
            from setting in requirement.Settings
            where !keys.Contains(setting, StringComparer.Ordinal)
            select $"{requirement.Id}: {setting}",
            "There are no such settings:");
    }

    [Fact]
    public void A_page_that_is_named_is_there_with_its_heading() =>
        Offenders.None(
            from requirement in AsvsMap.All
            from page in requirement.Pages
            let parts = page.Split('#')
            where parts.Length != 2 || !Repository.Exists(parts[0]) || !Markdown.Anchors(parts[0]).Contains(parts[1], StringComparer.Ordinal)
            select $"{requirement.Id}: {page}",
            "There are no such pages, or not with that heading:");

    [Fact]
    public void A_verdict_comes_with_what_it_rests_on() =>
        Offenders.None(
            from requirement in AsvsMap.All
            let what = requirement.Verdict switch
            {
                Verdict.Test => requirement.Tests is [] ? "no test" : null,
                Verdict.Configuration => requirement.Settings is [] && requirement.Pages is [] ? "neither setting nor page" : null,
                _ => requirement.Reason is "" ? "no reason" : null,
            }
            where what is not null
            select $"{requirement.Id}: {what}",
            "These verdicts rest on nothing:");

    [Fact]
    public void Titles_and_reasons_are_sentences_on_one_line()
    {
        Assert.All(AsvsMap.All, r => Assert.Matches(@"^[A-Z][^\n|]{5,100}[^.\s]$", r.Title));
        Assert.All(AsvsMap.All, r => Assert.Matches(@"^([A-Z`][^\n|]{10,400}\.)?$", r.Reason));
        Assert.Distinct(AsvsMap.All.Select(r => r.Title), StringComparer.Ordinal);
    }

    [Fact]
    public void Requirements_stand_in_their_order_and_once()
    {
        Assert.All(AsvsMap.All, r => Assert.Matches("^V[1-9][0-9]?[.][1-9][.][1-9][0-9]?$", r.Id));
        Assert.All(AsvsMap.All, r => Assert.InRange(r.Level, 1, 3));
        Assert.Equal(AsvsMap.All.Select(r => r.Id).Distinct(StringComparer.Ordinal), AsvsMap.All.OrderBy(r => r.Place).Select(r => r.Id));
    }

    [Fact]
    public void Every_requirement_of_the_standard_about_sessions_has_a_verdict_and_its_level()
    {
        IReadOnlyList<JsonElement> cases = ConformanceData.Cases(Standard);
        Assert.InRange(cases.Count, 90, int.MaxValue);
        Dictionary<string, Requirement> map = AsvsMap.All.ToDictionary(r => r.Id, StringComparer.Ordinal);
        Offenders.None(
            from requirement in cases
            let id = requirement.GetProperty("id").GetString() ?? ""
            let level = requirement.GetProperty("level").GetInt32()
            where !map.TryGetValue(id, out Requirement? mapped) || mapped.Level != level
            select $"{id} (level {level}, {requirement.GetProperty("relevance")})",
            $"{AsvsMap.File} has not these, or not with this level:");
    }

    // What the data leaves out of a chapter is known by its numbers alone.
    [Fact]
    public void No_requirement_is_invented_and_the_chapters_that_apply_are_whole()
    {
        string[] known = [.. AsvsChapters.Whole.SelectMany(s => Enumerable.Range(1, s.Count).Select(n => $"{s.Section}.{n}")), .. AsvsChapters.Single];
        Offenders.None(AsvsMap.All.Select(r => r.Id).Except(known, StringComparer.Ordinal), "The standard has no such requirements:");
        Offenders.None(known.Except(AsvsMap.All.Select(r => r.Id), StringComparer.Ordinal), "These have no verdict:");
    }
}
