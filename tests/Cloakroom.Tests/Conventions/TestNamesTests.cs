using System.Reflection;
using Xunit.v3;

namespace Cloakroom.Tests.Conventions;

public sealed class TestNamesTests
{
    [Fact]
    public void What_is_read_from_the_source_is_what_is_compiled()
    {
        string[] compiled =
            [.. from type in typeof(TestNamesTests).Assembly.GetTypes()
                from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                where method.GetCustomAttributes().Any(a => a is IFactAttribute)
                select $"{type.FullName}.{method.Name}"];
        string[] read = [.. TestNames.Files.Keys.Where(t => t.StartsWith("Cloakroom.Tests.", StringComparison.Ordinal))];

        Assert.InRange(compiled.Length, 1_000, int.MaxValue);
        Offenders.None(compiled.Except(read, StringComparer.Ordinal), "Compiled and not read:");
        Offenders.None(read.Except(compiled, StringComparer.Ordinal), "Read and not compiled:");
    }

    [Theory]
    [InlineData("Cloakroom.ServerTests.BadInput.CookieAttackTests.A034_Two_session_cookies_are_none")]
    [InlineData("Cloakroom.FaultTests.WrongUserTests.Nobody_is_taken_for_somebody_else")]
    public void Tests_of_other_projects_are_found(string test) => Assert.Contains(test, TestNames.Files);

    [Theory]
    [InlineData("Cloakroom.ServerTests.BadInput.CookieAttackTests.StartAsync")]
    [InlineData("Cloakroom.ServerTests.BadInput.CookieAttackTests.A034")]
    [InlineData("Cloakroom.Tests.BadInput.CookieAttackTests.A034_Two_session_cookies_are_none")]
    public void What_is_no_test_is_not(string name) => Assert.DoesNotContain(name, TestNames.Files);
}
