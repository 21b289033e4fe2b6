@@{comment}
//
// A test bench of a module  symact_candidate (input [@@{top}:0] x, output [@@{top}:0] y)  on encodings:
//     iverilog -g2012 -o bench this.sv candidate.v && vvp bench
// -DSYMACT_DUT=name names another module. -DSYMACT_LATENCY=n judges a pipeline with a port clk, whose y is that of
// the x taken n rising edges before. Prints PASS, or FAIL and the rows that are wrong; then the exit code is not 0.
// Rules: @@{rules}.

`timescale 1ns / 1ps
`ifndef SYMACT_DUT
`define SYMACT_DUT symact_candidate
`endif

module symact_bench;
    localparam integer WIDTH = @@{width};
    localparam integer ROWS = @@{rows};

    // {rule, hi, lo, y, x}, a row each
    reg [4 * WIDTH + 2:0] rows [0:ROWS - 1];
    reg [WIDTH - 1:0] x;
    wire [WIDTH - 1:0] y;
    integer row, wrong;

@@{decoding}

    function automatic accepts(input [4 * WIDTH + 2:0] entry, input [WIDTH - 1:0] got);
        reg [WIDTH - 1:0] due, lo, hi;
        begin
            due = entry[WIDTH +: WIDTH];
            lo = entry[2 * WIDTH +: WIDTH];
            hi = entry[3 * WIDTH +: WIDTH];
            case (entry[4 * WIDTH +: 3])
                0: accepts = got === due;
                1: accepts = ^got !== 1'bx && !is_nan(got) && key(got) == 0;
                2: accepts = ^got !== 1'bx && is_nan(got);
                3: accepts = ^got !== 1'bx && !is_nan(got) && key(got) >= key(lo) && key(got) <= key(hi);
                default: accepts = 1;
            endcase
        end
    endfunction

    task check(input integer index, input [WIDTH - 1:0] got);
        reg [WIDTH - 1:0] due;
        begin
            if (!accepts(rows[index], got)) begin
                wrong = wrong + 1;
                due = rows[index][WIDTH +: WIDTH];
                if (wrong <= 20) begin
                    if (^got === 1'bx || is_nan(got) || is_nan(due))
                        $display("x = %h: got %h, correct %h", rows[index][0 +: WIDTH], got, due);
                    else
                        $display("x = %h: got %h, correct %h, off by %0d", rows[index][0 +: WIDTH], got, due,
                                 key(got) - key(due));
                end
            end
        end
    endtask

`ifdef SYMACT_LATENCY
    reg clk = 0;
    `SYMACT_DUT dut (.clk(clk), .x(x), .y(y));
`else
    `SYMACT_DUT dut (.x(x), .y(y));
`endif

    initial begin
        fill;
        wrong = 0;
`ifdef SYMACT_LATENCY
        for (row = 0; row < ROWS + `SYMACT_LATENCY; row = row + 1) begin
            if (row >= `SYMACT_LATENCY) check(row - `SYMACT_LATENCY, y);
            x = row < ROWS ? rows[row][0 +: WIDTH] : {WIDTH{1'b0}};
            #5 clk = 1;
            #5 clk = 0;
        end
`else
        for (row = 0; row < ROWS; row = row + 1) begin
            x = rows[row][0 +: WIDTH];
            #1 check(row, y);
        end
`endif
        $display("@@{about}: %0d of %0d rows are wrong", wrong, ROWS);
        if (wrong == 0) begin
            $display("PASS");
            $finish;
        end
        $display("FAIL");
        $fatal(1);
    end

    task fill;
        begin
@@{fill}
        end
    endtask
endmodule
