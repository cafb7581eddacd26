using System.Diagnostics;
using Cloakroom.Bench.Instructions;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.HotPath;

/// <summary>How many bytes a request may allocate. A limit that can be lowered is lowered; one that must be raised is a decision.</summary>
public sealed class AllocationTests
{
    private const int Calls = 200;

    // Code is translated a second time while it runs, and allocates less then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What <c>UseCloakroom</c> adds to a request, without the framework's own objects of a request.</summary>
    public static TheoryData<string, string, int> Requests => new()
    {
        // who asks, of what, bytes
        { "nobody", "GET /public", 288 },
        { "cookie", "GET /public", 288 },
        { "token", "GET /public", 288 },
        { "jwt-cookie", "GET /public", 288 },
        { "cookie", "GET /private", 552 },
        { "cookie", "POST /public", 288 },
    };

    [Theory]
    [InlineData("the session cookie found in a Cookie header of five")]
    [InlineData("session ID parsed")]
    [InlineData("near-cache hit, from the text of the ID to the decision")]
    [InlineData("access token recognised")]
    [InlineData("cross-site check by what the browser says")]
    [InlineData("cross-site check by the CSRF token")]
    public async Task A_step_of_a_request_allocates_nothing(string step)
    {
        using HotPaths paths = await HotPaths.OpenAsync(TimeProvider.System);
        Action operation = step switch
        {
            "the session cookie found in a Cookie header of five" => () => paths.FindCookie(),
            "session ID parsed" => () => paths.ParseSessionId(),
            "near-cache hit, from the text of the ID to the decision" => () => paths.Hit(),
            "access token recognised" => () => paths.RecogniseToken(),
            "cross-site check by what the browser says" => () => paths.DecideCsrf(),
            _ => () => paths.CheckCsrfToken(),
        };
        RequireOptimized();
        Assert.Equal(0, Least(operation, () => { }, 0));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_allocates_no_more_than_its_limit(string who, string what, int limit)
    {
        RequireOptimized();
        await using HotRequests requests = await HotRequests.StartAsync();
        (Action ours, Action bare) = requests.Of(who, what);
        Assert.InRange(Least(ours, bare, limit), 0, limit);
    }

    [Theory]
    [InlineData("/shop/cups", 900)]
    [InlineData("/shop/cups?size=large", 1800)]
    public async Task The_question_of_a_proxy_allocates_no_more_than_its_limit(string target, int limit)
    {
        RequireOptimized();
        await using HotQuestion question = await HotQuestion.StartAsync(target);
        Assert.InRange(Least(question.Ask, question.Bare, limit), 0, limit);
    }

    private static void RequireOptimized() =>
        Assert.SkipWhen(Repository.Configuration == "debug", "Without optimization a program allocates more: build the tests with --configuration Release.");

    // Bytes that one call allocates more than the other; the least of some rounds, since the runtime puts down something of its own now and then.
    private static long Least(Action operation, Action without, long limit)
    {
        long least = long.MaxValue, start = Stopwatch.GetTimestamp();
        do
        {
            least = Math.Min(least, Round(operation) - Round(without));
        }
        while (least > limit && Stopwatch.GetElapsedTime(start) < Patience);

        return least;
    }

    private static long Round(Action operation)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            operation();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
