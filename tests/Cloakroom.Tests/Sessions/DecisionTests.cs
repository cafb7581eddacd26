using System.Reflection;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions;

public sealed class DecisionTests
{
    [Fact]
    public void Each_case_runs_its_own_branch()
    {
        Session session = NewSession.For("ann", new FakeClock());
        Assert.Equal("valid ann", Answer(new Decision.Valid(session)));
        Assert.Equal("anonymous expired_idle", Answer(Decision.Anonymous.Because(Reason.ExpiredIdle)));
        Assert.Equal("unavailable", Answer(Decision.Unavailable.Instance));
    }

    [Fact]
    public void Refusing_costs_no_allocation()
    {
        Assert.All(Reason.All, reason => Assert.Same(Decision.Anonymous.Because(reason), Decision.Anonymous.Because(reason)));
        Assert.All(Reason.All, reason => Assert.Same(reason, Decision.Anonymous.Because(reason).Reason));
    }

    [Fact]
    public void There_is_no_fourth_case_and_nobody_can_make_one()
    {
        Assert.Equal("Anonymous Unavailable Valid", string.Join(' ', typeof(Decision).GetNestedTypes().Select(t => t.Name).Order(StringComparer.Ordinal)));
        Assert.Equal(typeof(Decision).GetNestedTypes().Length, typeof(Decision).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(Decision))));
        Assert.All(typeof(Decision).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public), c => Assert.True(c.IsPrivate));
        Assert.True(typeof(Decision).IsClass);
    }

    private static string Answer(Decision decision) => decision.Match(v => $"valid {v.Session.UserId}", a => $"anonymous {a.Reason}", _ => "unavailable");
}
