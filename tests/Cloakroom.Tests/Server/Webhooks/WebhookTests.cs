using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Webhooks;
using Cloakroom.Tests.Server.Admin;
using Cloakroom.Tests.Server.Attacks;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Webhooks;

/// <summary>What a receiver is told, and that it misses nothing.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task Register_login_logout_revoke_and_disable_are_told_in_their_order_and_signed()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using Office office = await Office.OpenAsync(receiver.Flags("register,login,logout,revoke,disabled"));
        using HttpResponseMessage end = await office.AskAsync($"/auth/admin/users/{office.BobId}/sessions", HttpMethod.Delete);
        string bob = await Office.CookieAsync(office.Server, Office.Bob);
        using HttpResponseMessage logout = await office.SendAsync(bob, "/auth/logout", HttpMethod.Post);
        using HttpResponseMessage disabled = await office.ActAsync("disable");

        await NodeCalls.BecomesAsync("register register login login revoke login logout disabled", () => Task.FromResult(string.Join(' ', receiver.Kinds())));
        Assert.All(receiver.Deliveries, d => Assert.True(d.IsGenuine));
        Assert.Distinct(receiver.Deliveries.Select(d => d.Id), StringComparer.Ordinal);
        string all = string.Join('\n', receiver.Deliveries.Select(d => d.Body.GetRawText()));
        Assert.Contains(office.BobId, all, StringComparison.Ordinal);
        Assert.DoesNotContain(bob.Split('=')[1], all, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningServer.Password, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Office.Bob, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_kinds_that_are_asked_for_are_told()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using Office office = await Office.OpenAsync(receiver.Flags("disabled,enabled"));
        using HttpResponseMessage disabled = await office.ActAsync("disable"), enabled = await office.ActAsync("enable");
        await NodeCalls.BecomesAsync("disabled enabled", () => Task.FromResult(string.Join(' ', receiver.Kinds())));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task What_is_not_taken_is_told_again_under_the_same_name_and_a_redirect_is_not_followed(int status)
    {
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = status;
        var clock = new ShiftedClock();
        await using Office office = await Office.OpenAsync(receiver.Flags("disabled"), s => s.AddSingleton<TimeProvider>(clock));
        using HttpResponseMessage disabled = await office.ActAsync("disable");
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(!receiver.Deliveries.IsEmpty));
        Assert.Empty(receiver.Kinds());
        receiver.Answer = 200;
        clock.Advance(TimeSpan.FromSeconds(10));
        await NodeCalls.BecomesAsync("disabled", () => Task.FromResult(string.Join(' ', receiver.Kinds())));
        Assert.Single(receiver.Deliveries.Select(d => d.Id).Distinct(StringComparer.Ordinal));
        Assert.All(receiver.Deliveries, d => Assert.Equal("/hook", d.Path));
    }

    [Fact]
    public async Task What_was_not_told_before_the_end_is_told_after_the_next_start()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = 503;
        await using (RunningServer first = await RunningServer.StartAsync(receiver.Flags("register"), folder: folder))
        {
            using HttpResponseMessage registered = await first.RegisterAsync();
            await NodeCalls.BecomesAsync(true, () => Task.FromResult(!receiver.Deliveries.IsEmpty));
        }

        receiver.Answer = 200;
        var clock = new ShiftedClock();
        clock.Advance(TimeSpan.FromSeconds(30));
        await using (RunningServer second = await RunningServer.StartAsync(receiver.Flags("register"), s => s.AddSingleton<TimeProvider>(clock), folder))
        {
            await NodeCalls.BecomesAsync("register", () => Task.FromResult(string.Join(' ', receiver.Kinds())));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_two_nodes_one_delivers()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        AccountsDatabase database = server.Services.GetRequiredService<AccountsDatabase>();
        var clock = new ShiftedClock();
        WebhookCursor one = new(database, "hook", clock), other = new(database, "hook", clock);
        Assert.NotNull(one.Take());
        Assert.Null(other.Take());
        Assert.True(one.Advance(7));
        clock.Advance(WebhookCursor.Held + TimeSpan.FromSeconds(1));
        Assert.Equal((7L, 0L), other.Take());
        Assert.False(one.Advance(8));
        other.Release();
        Assert.Equal((7L, 0L), one.Take());
    }

    [Fact]
    public void The_wait_grows_to_an_hour_and_no_two_are_alike()
    {
        double[] seconds = [.. Enumerable.Range(1, 12).Select(i => WebhookBackoff.After(i).TotalSeconds)];
        Assert.InRange(seconds[0], 5, 6);
        Assert.InRange(seconds[3], 40, 48);
        Assert.InRange(seconds[11], 3600, 4320);
        Assert.True(Enumerable.Range(0, 50).Select(_ => WebhookBackoff.After(8)).Distinct().Count() > 1);
    }

    // The example of the specification's reference libraries, so that theirs verify ours.
    [Fact]
    public void The_signature_is_that_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookMessage.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"u8));
}
