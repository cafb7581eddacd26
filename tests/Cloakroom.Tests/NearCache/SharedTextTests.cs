using System.Collections.Immutable;

namespace Cloakroom.Tests;

public sealed class SharedTextTests
{
    private readonly SharedText _shared = new();

    [Fact]
    public void Equal_texts_become_one()
    {
        string first = new("Firefox on Linux".AsSpan()), second = new("Firefox on Linux".AsSpan());
        Assert.NotSame(first, second);

        Assert.True(_shared.TryShare(ref first));
        Assert.True(_shared.TryShare(ref second));
        Assert.Same(first, second);
    }

    [Fact]
    public void Equal_lists_become_one_and_keep_their_order()
    {
        ImmutableArray<string> first = [new("pwd".AsSpan()), "otp"], second = ["pwd", new("otp".AsSpan())], turned = ["otp", "pwd"];

        Assert.True(_shared.TryShare(ref first) && _shared.TryShare(ref second) && _shared.TryShare(ref turned));
        Assert.True(first == second);
        Assert.Equal(["otp", "pwd"], turned);
    }

    [Fact]
    public void Long_texts_and_long_lists_stay_as_they_are()
    {
        string text = new('x', 65);
        ImmutableArray<string> list = [.. Enumerable.Range(0, 9).Select(i => $"role {i}")];

        Assert.False(_shared.TryShare(ref text));
        Assert.False(_shared.TryShare(ref list));
        Assert.Equal((65, 9), (text.Length, list.Length));
    }

    [Fact]
    public void When_it_is_full_it_still_gives_the_right_text()
    {
        int shared = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string text = $"device {i}";
            ImmutableArray<string> list = [$"role {i}"];
            shared += _shared.TryShare(ref text) ? 1 : 0;
            _shared.TryShare(ref list);

            Assert.Equal($"device {i}", text);
            Assert.Equal([$"role {i}"], list);
        }

        Assert.InRange(shared, 1, 1024);
    }
}
