namespace Cloakroom.Tests;

public sealed class StripedCounterTests
{
    [Fact]
    public void Counting_cores_lose_nothing()
    {
        var counter = new StripedCounter();
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                counter.Increment();
            }
        });

        Assert.Equal(800_000, counter.Total);
    }
}
