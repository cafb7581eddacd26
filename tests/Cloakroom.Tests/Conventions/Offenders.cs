namespace Cloakroom.Tests.Conventions;

/// <summary>A rule that nothing may break; a failure names every offender at once.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string> offenders, string rule)
    {
        string[] all = [.. offenders];
        Assert.True(all.Length == 0, $"{rule}\n  {string.Join("\n  ", all)}");
    }
}
